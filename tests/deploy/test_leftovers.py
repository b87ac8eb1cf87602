import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.leftovers import ended, processes_of
from tests.conftest import Daemon, free_port, wait_until


class Started:
    """Processes of a home, as its supervisor starts them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.processes: list[subprocess.Popen[bytes]] = []

    def __call__(self, script: str, **environ: str) -> "subprocess.Popen[bytes]":
        given = {"PATH": os.environ["PATH"], "WIREDESK_HOME": str(self.home)}
        mine = given | {"WIREDESK_ROLE": "poll"} | environ
        process = subprocess.Popen(["sh", "-c", script], env=mine)
        self.processes.append(process)
        return process


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    started = Started(tmp_path)
    yield started
    for process in started.processes:
        process.kill()
        process.wait()


def test_only_what_a_supervisor_started_for_this_home_is_found(
    started: Started, tmp_path: Path
) -> None:
    ours = started("exec sleep 60")
    started("exec sleep 60", WIREDESK_HOME=str(tmp_path / "other"))
    started("exec sleep 60", WIREDESK_HOME=f"{tmp_path}er")
    person = subprocess.Popen(["sleep", "60"], env={"WIREDESK_HOME": str(tmp_path)})
    started.processes.append(person)
    wait_until(lambda: processes_of(tmp_path) == [ours.pid], 5, "exactly ours")


def test_those_asked_end_and_those_deaf_or_frozen_are_forced(
    started: Started, tmp_path: Path
) -> None:
    deaf = started("trap '' TERM; while :; do sleep 0.1; done")
    frozen, polite = started("exec sleep 60"), started("exec sleep 60")
    wait_until(lambda: len(processes_of(tmp_path)) >= 3, 5, "all three")
    frozen.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    assert {deaf.pid, frozen.pid, polite.pid} <= set(ended(tmp_path, 1))
    assert processes_of(tmp_path) == []
    assert time.monotonic() - began < 4
    assert polite.wait(1) == -signal.SIGTERM
    assert deaf.wait(1) == -signal.SIGKILL


def test_nothing_is_found_where_nothing_runs(tmp_path: Path) -> None:
    assert ended(tmp_path, 1) == []


def test_the_embedded_redis_is_known_by_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deploy.memory import prepared_memory  # noqa: PLC0415

    monkeypatch.setenv("WIREDESK_HOME", str(tmp_path))
    monkeypatch.setenv("WIREDESK_ROLE", "redis")
    port = free_port()
    redis = Daemon(prepared_memory(tmp_path / "r", port), port, tmp_path / "log")
    assert redis.process.pid in processes_of(tmp_path)
    ended(tmp_path, 5)
    assert redis.process.wait(1) == 0
