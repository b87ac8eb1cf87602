import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.settings import Settings, load_settings
from deploy.home import forget, free, holder, home_of, locked, remember, taken_ports, told_to_stop
from tests.conftest import free_port, wait_until

HOLD = """
import signal, sys, threading
from pathlib import Path
from deploy.home import locked
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    stop.wait()
"""


def test_the_home_is_where_the_environment_says(tmp_path: Path) -> None:
    assert home_of({"WIREDESK_HOME": str(tmp_path / "a" / ".." / "b")}) == tmp_path / "b"
    assert home_of({}) == Path(Settings().home)


def test_a_home_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with (
        locked(tmp_path),
        pytest.raises(ConfigError, match=rf"another `wiredesk up` \(pid {os.getpid()}\) runs in"),
        locked(tmp_path),
    ):
        pass
    with locked(tmp_path):
        assert holder(tmp_path) == os.getpid()
    assert holder(tmp_path) is None


def test_nobody_holds_a_home_that_never_was(tmp_path: Path) -> None:
    assert holder(tmp_path) is None
    assert told_to_stop(tmp_path, 1) is False


def test_the_holder_of_a_home_is_asked_to_stop_and_waited_for(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path.cwd())
    try:
        wait_until(lambda: holder(tmp_path) == process.pid, 10, "the lock")
        assert told_to_stop(tmp_path, 10) is True
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.communicate()


def test_a_frozen_holder_is_killed_in_the_end(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path.cwd())
    wait_until(lambda: holder(tmp_path) == process.pid, 10, "the lock")
    process.send_signal(signal.SIGSTOP)
    assert told_to_stop(tmp_path, 0.3, forced=0.3) is True
    assert process.wait(5) == -signal.SIGKILL
    process.communicate()


def test_a_killed_holder_holds_no_longer(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path.cwd())
    wait_until(lambda: holder(tmp_path) == process.pid, 10, "the lock")
    process.kill()
    process.communicate()
    assert holder(tmp_path) is None


def test_what_runs_is_found_by_other_terminals_without_its_secrets(tmp_path: Path) -> None:
    remember(tmp_path, {"WIREDESK_PORT": "9000", "WIREDESK_KAFKA_PASSWORD": "geheim"})
    found = load_settings({"WIREDESK_HOME": str(tmp_path)})
    assert (found.port, found.kafka_password) == (9000, "")
    file = tmp_path / "environment.json"
    assert "geheim" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    forget(tmp_path)
    forget(tmp_path)
    assert load_settings({"WIREDESK_HOME": str(tmp_path)}).port == Settings().port


def test_ports_that_somebody_has_are_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port, other = taken.getsockname()[1], free_port()
        assert not free(port)
        assert taken_ports({"serve": port, "poll": other}) == [f"{port} (serve)"]
    assert free(port)
