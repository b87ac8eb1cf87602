from pathlib import Path

import pytest

from config.settings import Settings
from deploy.services import ORDER, Choice, broker, services


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=str(tmp_path), port=9000)


def names(settings: Settings, choice: Choice) -> list[str]:
    return [service.name for service in services(settings, choice)]


def test_everything_is_started_and_stopped(settings: Settings) -> None:
    stopped = [name for group, _ in ORDER for name in group]
    assert sorted(names(settings, Choice())) == sorted(stopped)


def test_the_broker_ends_after_all_who_write_to_it(settings: Settings) -> None:
    groups = [set(group) for group, _ in ORDER]
    assert groups[0] == {"poll"}
    assert groups[-1] == {"kafka", "redis"}


def test_an_orderly_end_takes_25_seconds_at_most() -> None:
    assert sum(seconds for _, seconds in ORDER) < 25


def test_named_clusters_replace_the_embedded_servers(tmp_path: Path) -> None:
    elsewhere = Settings(home=str(tmp_path), kafka="a:1", redis="redis://b:2/0")
    assert not {"kafka", "redis"} & set(names(elsewhere, Choice()))


def test_the_newsroom_is_a_choice(settings: Settings) -> None:
    assert "newsroom" not in names(settings, Choice(demo=False))


def test_every_role_has_its_health_port(settings: Settings) -> None:
    found = {service.name: service.health for service in services(settings, Choice())}
    assert found["publish"] == settings.ports["publish"]
    assert found["serve"] == settings.ports["serve-health"]
    assert all(found[name] for name in ("poll", "clean", "dedup", "tag", "audit"))


def test_the_broker_writes_its_archive_once(tmp_path: Path) -> None:
    archive = tmp_path / "classes.jsa"
    first = broker(["java", "-cp", "x"], archive)
    assert f"-XX:ArchiveClassesAtExit={tmp_path / 'classes.new'}" in first.command
    assert f"mv {tmp_path / 'classes.new'} {archive}" in first.after
    archive.touch()
    assert broker(["java", "-cp", "x"], archive).command == ("java", "-cp", "x")
