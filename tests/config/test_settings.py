import json
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.settings import LISTENERS, Settings, load_settings


def settings(tmp_path: Path, **variables: str) -> Settings:
    given = {f"WIREDESK_{name.upper()}": value for name, value in variables.items()}
    return load_settings({"WIREDESK_HOME": str(tmp_path)} | given)


def test_what_is_not_set_has_its_default(tmp_path: Path) -> None:
    assert settings(tmp_path) == Settings(home=str(tmp_path))


def test_text_of_the_environment_becomes_the_types_of_the_settings(tmp_path: Path) -> None:
    given = settings(tmp_path, partitions="24", lag_seconds="1.5", kafka_tls="true")
    assert (given.partitions, given.lag_seconds, given.kafka_tls) == (24, 1.5, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [("partitions", "0"), ("port", "80"), ("session", "-1"), ("slot", "many"), ("kafka_tls", "x")],
)
def test_a_wrong_value_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^WIREDESK_{name.upper()}: "):
        settings(tmp_path, **{name: value})


def test_an_unknown_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="WIREDESK_PARTITION: no such setting"):
        settings(tmp_path, partition="6")


def test_the_supervisors_mark_is_no_setting(tmp_path: Path) -> None:
    assert settings(tmp_path, role="poll") == settings(tmp_path)


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("geheim\n")
    given = settings(tmp_path, kafka_password_file=str(tmp_path / "password"))
    assert given.kafka_password == "geheim"


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"WIREDESK_REDIS_PASSWORD_FILE: cannot read .*none"):
        settings(tmp_path, redis_password_file=str(tmp_path / "none"))


def test_what_runs_in_the_home_stands_in_for_what_is_not_set(tmp_path: Path) -> None:
    running = {"WIREDESK_PORT": "9000", "WIREDESK_PREFIX": "theirs."}
    (tmp_path / "environment.json").write_text(json.dumps(running))
    given = settings(tmp_path, prefix="mine.")
    assert (given.port, given.prefix) == (9000, "mine.")


def test_a_broken_note_of_what_runs_is_named(tmp_path: Path) -> None:
    (tmp_path / "environment.json").write_text('{"WIREDESK_PORT": ')
    with pytest.raises(ConfigError, match=r"environment\.json"):
        settings(tmp_path)


def test_each_listener_has_a_port_of_its_own() -> None:
    ports = Settings(port=9000).ports
    assert list(ports) == list(LISTENERS)
    assert list(ports.values()) == list(range(9000, 9000 + len(LISTENERS)))


def test_broker_and_redis_may_be_elsewhere_than_in_the_block() -> None:
    given = Settings(port=9000, kafka_port=19092, redis_port=16379)
    assert given.kafka_servers == ["127.0.0.1:19092"]
    assert given.redis_url == "redis://127.0.0.1:16379/0"


def test_named_clusters_are_used_instead_of_the_embedded_servers() -> None:
    given = Settings(kafka="a:1,b:2", redis="rediss://c:3/0")
    assert given.kafka_servers == ["a:1", "b:2"]
    assert given.dedup_url == given.redis_url == "rediss://c:3/0"
    assert Settings(dedup="redis://d:4/0").dedup_url == "redis://d:4/0"
