import shutil
import tempfile
from pathlib import Path

import msgspec
import pytest

from config.errors import ConfigError
from config.settings import Settings
from deploy.running import (
    digest,
    names_of_roles,
    own_ports,
    prepared,
    temporary,
    topics_made,
    topics_mark,
)
from deploy.services import Choice, services
from tests.conftest import free_block

DESK = '[[desk]]\nname = "{}"\nlabel = "x"\n'


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """What a person's shell gives to `up`."""
    (tmp_path / "desks.toml").write_text(DESK.format("romania"))
    (tmp_path / "feeds.toml").touch()
    return {
        "WIREDESK_HOME": str(tmp_path), "WIREDESK_DESKS": str(tmp_path / "desks.toml"),
        "WIREDESK_FEEDS": str(tmp_path / "feeds.toml"),
        "WIREDESK_PORT": str(free_block()),
    }  # fmt: skip


def test_with_the_demo_its_address_is_told_to_all(environ: dict[str, str], tmp_path: Path) -> None:
    settings, variables = prepared(environ, tmp_path, Choice())
    assert settings.demo == f"127.0.0.1:{settings.ports['newsroom']}"
    assert variables["WIREDESK_DEMO"] == settings.demo


def test_without_the_demo_nobody_hears_of_it(environ: dict[str, str], tmp_path: Path) -> None:
    settings, variables = prepared(environ, tmp_path, Choice(demo=False))
    assert settings.demo == ""
    assert "WIREDESK_DEMO" not in variables


def test_temporary_files_stand_in_the_home_and_are_gone_with_the_next_start(tmp_path: Path) -> None:
    short = Path(tempfile.mkdtemp())  # a socket's path in it has to fit
    (short / "tmp").mkdir()
    (short / "tmp" / "left").touch()
    assert temporary(short) == {"TMPDIR": str(short / "tmp")}
    assert list((short / "tmp").iterdir()) == []
    assert temporary(tmp_path / ("a" * 60)) == {}
    shutil.rmtree(short)


def test_a_wrong_feed_ends_the_start_before_anything_runs(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "feeds.toml").write_text('[[feed]]\nurl = "ftp://x"\n')
    with pytest.raises(ConfigError, match=r"feeds\.toml:2: \[\[feed\]\] url"):
        prepared(environ, tmp_path, Choice())


def test_only_ports_that_will_be_used_must_be_free() -> None:
    all_ports = set(own_ports(Settings(), Choice()))
    assert all_ports == set(Settings().ports)
    elsewhere = Settings(kafka="a:1", redis="redis://b:2/0")
    gone = {"kafka", "kafka-controller", "redis", "newsroom"}
    assert set(own_ports(elsewhere, Choice(demo=False))) == all_ports - gone


def test_until_the_topics_are_made_the_roles_are_held_back(tmp_path: Path) -> None:
    found = services(Settings(home=str(tmp_path)), Choice())
    assert set(names_of_roles(found)) == {
        "poll", "clean", "dedup", "tag", "publish", "serve", "audit",
    }  # fmt: skip


def test_topics_are_known_to_be_made_until_a_declaration_changes(tmp_path: Path) -> None:
    (tmp_path / "desks.toml").write_text(DESK.format("romania"))
    settings = Settings(home=str(tmp_path), desks=str(tmp_path / "desks.toml"))
    assert not topics_made(settings)
    (tmp_path / "kafka" / "data").mkdir(parents=True)
    topics_mark(settings).write_text(digest(settings))
    assert topics_made(settings)
    assert not topics_made(msgspec.structs.replace(settings, keep_days=31))
    assert not topics_made(msgspec.structs.replace(settings, kafka="a:1"))
    (tmp_path / "desks.toml").write_text(DESK.format("romania") + DESK.format("sport"))
    assert not topics_made(settings)
