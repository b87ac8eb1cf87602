import signal
import time
from pathlib import Path

import pytest
from kafka import KafkaAdminClient

from config.errors import ConfigError
from deploy.broker import class_archive, cluster_id, java, prepared_broker, recording
from tests.conftest import Daemon, free_port, wait_until


def test_a_cluster_id_is_never_read_as_an_option() -> None:
    drawn = [cluster_id() for _ in range(200)]
    assert len(set(drawn)) == 200
    assert not any(id.startswith("-") for id in drawn)
    assert {len(id) for id in drawn} == {22}


def test_without_jars_the_command_that_brings_them_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="run deploy/up once"):
        prepared_broker(tmp_path, 1, 2, jars=tmp_path)


def test_without_java_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="apt-get install default-jre-headless"):
        prepared_broker(tmp_path, 1, 2)


def test_other_jars_get_another_archive(tmp_path: Path) -> None:
    assert class_archive(tmp_path).name != class_archive().name


def test_an_archive_that_is_there_is_used(tmp_path: Path) -> None:
    archive = tmp_path / "classes.jsa"
    option = f"-XX:SharedArchiveFile={archive}"
    assert option not in java(tmp_path, "kafka.Kafka", archive=archive)
    archive.touch()
    assert option in java(tmp_path, "kafka.Kafka", archive=archive)


def test_it_keeps_its_data_through_a_kill_and_another_port(tmp_path: Path) -> None:
    port = free_port()
    first = Daemon(prepared_broker(tmp_path, port, free_port()), port, tmp_path / "log")
    topics(port, make="kept")
    first.kill()
    other = free_port()
    began = time.monotonic()
    second = Daemon(prepared_broker(tmp_path, other, free_port()), other, tmp_path / "log")
    try:
        wait_until(lambda: topics(other) == ["kept"], 30, "the topic")
        assert time.monotonic() - began < 30  # 11 s and more with Kafka's own broker sessions
    finally:
        second.kill()


def topics(port: int, make: str = "") -> list[str]:
    admin = KafkaAdminClient(bootstrap_servers=f"127.0.0.1:{port}")
    try:
        if make:
            admin.create_topics({make: {"num_partitions": 1, "replication_factor": 1}})
        return sorted(admin.list_topics())
    finally:
        admin.close()


def test_an_orderly_end_writes_the_archive(tmp_path: Path) -> None:
    port, archive = free_port(), tmp_path / "classes.new"
    command = recording(prepared_broker(tmp_path, port, free_port()), archive)
    plain = [part for part in command if "SharedArchiveFile" not in part]
    broker = Daemon(plain, port, tmp_path / "log")
    wait_until(lambda: b"Kafka Server started" in (tmp_path / "log").read_bytes(), 30, "its start")
    broker.signal(signal.SIGTERM)
    assert broker.process.wait(30) == 143
    assert archive.stat().st_size > 20 << 20
