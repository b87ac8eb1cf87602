import signal
from pathlib import Path

import pytest
import redis

from config.errors import ConfigError
from deploy.memory import prepared_memory
from tests.conftest import Daemon, free_port


def test_it_never_evicts_and_keeps_what_it_knows_through_a_restart(tmp_path: Path) -> None:
    port = free_port()
    memory = Daemon(prepared_memory(tmp_path / "r", port), port, tmp_path / "log")
    client = redis.Redis(port=port)
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert client.config_get("appendonly") == {"appendonly": "yes"}
    client.set("kept", "1")
    memory.signal(signal.SIGTERM)
    assert memory.process.wait(10) == 0
    memory.start()
    assert redis.Redis(port=port).get("kept") == b"1"
    memory.kill()


def test_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    prepared_memory(tmp_path, 1)
    assert "bind 127.0.0.1\n" in (tmp_path / "redis.conf").read_text()


def test_without_it_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="apt-get install redis-server"):
        prepared_memory(tmp_path, 1)
