import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.errors import ConfigError
from deploy.leftovers import ended, processes_of
from deploy.supervise import Service, Supervisor
from tests.conftest import wait_until


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    environment = {"PATH": os.environ["PATH"], "WIREDESK_HOME": str(tmp_path)}
    supervisor = Supervisor(tmp_path, environment)
    yield supervisor
    supervisor.close(2)
    assert processes_of(tmp_path) == []


def sh(name: str, script: str, after: str = "") -> Service:
    return Service(name=name, command=("sh", "-c", script), after=after)


def running(supervisor: Supervisor, name: str) -> bool:
    return supervisor.pid(name) is not None


def said(supervisor: Supervisor, name: str) -> str:
    file = supervisor.home / "log" / name / "current"
    return file.read_text() if file.exists() else ""


def test_what_a_service_says_is_in_its_log(supervisor: Supervisor) -> None:
    supervisor.start([sh("a", "echo out; echo err >&2; echo $WIREDESK_ROLE; exec sleep 60")])
    wait_until(lambda: said(supervisor, "a") == "out\nerr\na\n", 10, "the three lines")


def test_a_killed_service_is_started_again_and_again(supervisor: Supervisor) -> None:
    supervisor.start([sh("a", "exec sleep 60")])
    seen: set[int] = set()
    while len(seen) < 3:
        wait_until(lambda: supervisor.pid("a") not in {None, *seen}, 10, "another process")
        pid = supervisor.pid("a")
        assert pid is not None
        seen.add(pid)
        os.kill(pid, signal.SIGKILL)


def test_children_of_a_killed_service_are_killed_before_the_next_one(
    supervisor: Supervisor,
) -> None:
    supervisor.start([sh("a", 'sleep 987 & echo "child $!"; wait')])
    wait_until(lambda: "child" in said(supervisor, "a"), 10, "the child")
    wait_until(lambda: supervisor.pid("a") is not None, 10, "runsv's own word for it")
    child, pid = int(said(supervisor, "a").split()[1]), supervisor.pid("a")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: said(supervisor, "a").count("child") == 2, 10, "the next start")
    assert child not in processes_of(supervisor.home)


def test_a_service_held_back_starts_when_released(supervisor: Supervisor) -> None:
    supervisor.start([sh("a", "exec sleep 60"), sh("b", "exec sleep 60")], held=["b"])
    wait_until(lambda: running(supervisor, "a"), 10, "a")
    assert not running(supervisor, "b")
    supervisor.release(["b"])
    wait_until(lambda: running(supervisor, "b"), 10, "b")


def test_a_stopped_service_stays_down(supervisor: Supervisor) -> None:
    supervisor.start([sh("a", "exec sleep 60"), sh("b", "exec sleep 60")])
    wait_until(lambda: running(supervisor, "a") and running(supervisor, "b"), 10, "both")
    supervisor.stop(["a"], 5)
    assert not running(supervisor, "a")
    assert running(supervisor, "b")


def test_a_deaf_service_is_stopped_by_force(supervisor: Supervisor) -> None:
    supervisor.start([sh("a", "trap '' TERM; echo deaf; while :; do sleep 1; done")])
    wait_until(lambda: "deaf" in said(supervisor, "a"), 10, "the trap")
    supervisor.stop(["a"], 1)
    wait_until(lambda: not running(supervisor, "a"), 5, "its end")


def test_a_frozen_service_is_restarted(supervisor: Supervisor) -> None:
    supervisor.start([sh("a", "exec sleep 60")])
    wait_until(lambda: running(supervisor, "a"), 10, "a")
    before = supervisor.pid("a")
    assert before is not None
    os.kill(before, signal.SIGSTOP)
    supervisor.restart("a", 2)
    wait_until(lambda: supervisor.pid("a") not in {None, before}, 10, "another process")


def test_a_service_that_ends_at_once_is_tried_again_without_a_storm(
    supervisor: Supervisor,
) -> None:
    supervisor.start([sh("a", "date +%s.%N; exit 1")])
    wait_until(lambda: said(supervisor, "a").count("\n") >= 3, 15, "three starts")
    first, second, third = map(float, said(supervisor, "a").split()[:3])
    assert second - first > 0.8
    assert third - second < 5


def test_what_is_to_happen_after_the_end_happens(supervisor: Supervisor, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    supervisor.start([sh("a", "exit 143", after=f'[ "$1" = 143 ] && touch {mark}')])
    wait_until(mark.exists, 10, "the mark")


def test_logs_turn(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "WIREDESK_HOME": str(tmp_path)}
    supervisor = Supervisor(tmp_path, environment, log_bytes=10_000)
    supervisor.start([sh("a", "while :; do echo 0123456789012345678901234567890123456789; done")])
    folder = supervisor.home / "log" / "a"
    wait_until(lambda: len(list(folder.glob("@*"))) >= 4, 20, "old logs")
    size = sum(f.stat().st_size for f in folder.iterdir())
    supervisor.close(2)
    assert size < 10 * 10_000


def test_closing_leaves_no_process_behind(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "WIREDESK_HOME": str(tmp_path)}
    supervisor = Supervisor(tmp_path, environment)
    supervisor.start(
        [sh("a", "(trap '' TERM; sleep 654 & wait) & exec sleep 654"), sh("b", "exit 1")]
    )
    wait_until(lambda: len(processes_of(tmp_path)) >= 6, 10, "children of children")
    supervisor.close(1)
    assert processes_of(tmp_path) == []


def test_a_supervisor_that_lost_its_starter_is_ended_whole(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "WIREDESK_HOME": str(tmp_path)}
    supervisor = Supervisor(tmp_path, environment)
    supervisor.start([sh("a", "exec sleep 60")])
    wait_until(lambda: len(processes_of(tmp_path)) >= 4, 10, "supervisor, runsv, log, service")
    assert len(ended(tmp_path, 5)) >= 4
    assert processes_of(tmp_path) == []
    assert not supervisor.alive()


def test_without_runit_the_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="apt-get install runit"):
        Supervisor(tmp_path, {}).start([])
