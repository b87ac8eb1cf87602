import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.leftovers import processes_of
from deploy.supervise import Service, Supervisor
from deploy.watchdog import Patience, Watchdog, health
from tests.conftest import free_port, wait_until

SILENCE = 5.0  # seconds without an answer; a busy machine takes one or two for it
ROLE = """
import sys, time
from pathlib import Path
from config.health import Pulse, serve_health
pulse = Pulse(silence=0.5)
serve_health(pulse, int(sys.argv[1]))
pulse.not_ready = None
while True:
    if not Path(sys.argv[2]).exists():
        pulse.tick()
    time.sleep(0.05)
"""


class Watched:
    """One role under supervision and watch; `hang` makes its loop stand still."""

    def __init__(self, tmp_path: Path) -> None:
        self.port, self.lines, self.hang = free_port(), list[str](), tmp_path / "hang"
        environment = {"PATH": os.environ["PATH"], "WIREDESK_HOME": str(tmp_path)}
        root = str(Path(__file__).parents[2])
        self.supervisor = Supervisor(tmp_path, environment | {"PYTHONPATH": root})
        command = (sys.executable, "-c", ROLE, str(self.port), str(self.hang))
        service = Service(name="poll", command=command, health=self.port)
        self.supervisor.start([service])
        patience = Patience(answer=0.5, silence=SILENCE, every=0.1)
        self.dog = Watchdog(self.supervisor, [service], {}, self.lines.append, patience)

    def look_until(self, word: str) -> None:
        def told() -> bool:
            self.dog.look()
            return any(word in line for line in self.lines)

        wait_until(told, 30, word)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    watched.supervisor.close(2)
    assert processes_of(tmp_path) == []


def test_a_role_that_is_ready_is_greeted_once(watched: Watched) -> None:
    assert not watched.dog.ready("poll")
    watched.look_until("poll ready")
    watched.dog.look()
    assert watched.dog.ready()
    assert len(watched.lines) == 1


def test_a_role_whose_loop_stands_still_is_restarted(watched: Watched) -> None:
    watched.look_until("poll ready")
    before = watched.supervisor.pid("poll")
    watched.hang.touch()
    watched.look_until("is not alive: restarting it")
    watched.hang.unlink()
    wait_until(lambda: health(watched.port, "/readyz") == 200, 20, "another process")
    assert watched.supervisor.pid("poll") != before


def test_a_role_that_was_killed_is_told_of(watched: Watched) -> None:
    watched.look_until("poll ready")
    pid = watched.supervisor.pid("poll")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    watched.look_until("poll ended and is started again; its log: ")


def test_a_frozen_role_is_restarted(watched: Watched) -> None:
    watched.look_until("poll ready")
    before = watched.supervisor.pid("poll")
    assert before is not None
    os.kill(before, signal.SIGSTOP)
    watched.look_until("does not answer: restarting it")
    wait_until(lambda: watched.supervisor.pid("poll") not in {None, before}, 10, "another process")


def test_nobody_answers_on_a_free_port() -> None:
    assert health(free_port(), "/livez") is None
