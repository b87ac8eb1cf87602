"""The first of the two commands, whole: real broker, Redis and roles, started and stopped."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import LISTENERS, load_settings
from deploy.home import told_to_stop
from deploy.leftovers import ended, processes_of
from deploy.watchdog import health
from tests.conftest import free_block, wait_until

pytestmark = [pytest.mark.way, pytest.mark.timeout(240)]
WIREDESK = str(Path(sys.executable).with_name("wiredesk"))
STOP = 25.0  # seconds; the promise of Ctrl-C
START = 90.0  # seconds; a busy machine's cold start


class Running:
    """`wiredesk up` in a home of its own, and what it has said."""

    def __init__(self, home: Path) -> None:
        self.home, self.port, self.log = home, free_block(), home / "said"
        (home / "feeds.toml").touch()
        (home / "none.toml").touch()
        (home / "desks.toml").write_text('[[desk]]\nname = "all"\nlabel = "Toate"\n')
        self.environ = {"PATH": os.environ["PATH"], "WIREDESK_HOME": str(home)}
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *options: str) -> list[str]:
        given = ["--port", str(self.port), "--feeds", str(self.home / "none.toml")]
        return [WIREDESK, "up", *given, "--desks", str(self.home / "desks.toml"), *options]

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command, env=self.environ, capture_output=True, text=True, check=False, timeout=START
        )

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command(*options), env=self.environ, stdout=log, stderr=log
            )
        return self.process

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, words: str) -> None:
        wait_until(lambda: words in self.said(), START, words)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Running:
    """One home for all tests of this file: a first start, then ever warmer ones."""
    return Running(tmp_path_factory.mktemp("up"))


@pytest.fixture(autouse=True)
def nothing_left(running: Running) -> Iterator[None]:
    """Each test finds free ports and a home where nothing runs, however the one before ended."""
    running.port = free_block()
    yield
    if running.process is not None:
        running.process.kill()
        running.process.wait()
    told_to_stop(running.home, 0)
    ended(running.home, 0)


def test_in_the_background_it_returns_when_the_page_answers_and_down_ends_it(
    running: Running,
) -> None:
    started = running.run(*running.command("--background", "--no-demo"))
    assert started.returncode == 0, started.stderr
    assert "topics are as declared" in started.stdout
    assert f"http://127.0.0.1:{running.port}/" in started.stdout
    wait_until(lambda: health(running.port, "/") == 200, START, "the page")
    assert load_settings({"WIREDESK_HOME": str(running.home)}).port == running.port
    checked = running.run(WIREDESK, "topics", "check")
    assert checked.returncode == 0, checked.stdout

    second = running.run(*running.command())
    assert second.returncode == 78
    assert second.stderr.count("\n") == 1
    assert "another `wiredesk up`" in second.stderr

    down = running.run(WIREDESK, "down")
    assert (down.returncode, down.stdout) == (0, "stopped\n")
    assert processes_of(running.home) == []
    assert not (running.home / "environment.json").exists()
    assert "nothing runs in" in running.run(WIREDESK, "down").stdout


def test_when_its_terminal_is_gone_it_ends_in_order_all_the_same(running: Running) -> None:
    started = subprocess.Popen(
        running.command("--no-demo"), env=running.environ, stdout=subprocess.PIPE
    )
    running.process = started
    assert started.stdout is not None
    while b"the page" not in started.stdout.readline():
        assert started.poll() is None
    started.stdout.close()  # nobody reads any more
    started.send_signal(signal.SIGHUP)
    assert started.wait(STOP) == 0
    assert processes_of(running.home) == []


def test_a_port_in_use_is_one_clear_line(running: Running) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", running.port + LISTENERS.index("publish")))
        other.listen()
        refused = running.run(*running.command())
    assert refused.returncode == 78
    name = f"{running.port + LISTENERS.index('publish')} (publish)"
    assert refused.stderr == (f"wiredesk: in use: port {name}; choose another block with --port\n")
    assert processes_of(running.home) == []


def test_a_wrong_desk_is_one_clear_line(running: Running, tmp_path: Path) -> None:
    (tmp_path / "desks.toml").write_text('[[desk]]\nname = "All"\nlabel = "Toate"\n')
    refused = running.run(*running.command("--desks", str(tmp_path / "desks.toml")))
    assert refused.returncode == 78
    assert refused.stderr.startswith(f"wiredesk: {tmp_path}/desks.toml:2: [[desk]] name: ")
    assert processes_of(running.home) == []


def test_what_a_killed_up_left_behind_is_ended_by_the_next(running: Running) -> None:
    first = running.start("--no-demo")
    running.wait_for("the page: ")
    first.kill()
    first.wait()
    left = processes_of(running.home)
    assert len(left) > 10
    second = running.start("--no-demo")
    running.wait_for("processes that an earlier run had left behind")
    running.wait_for("the page: ")
    assert not set(left) & set(processes_of(running.home))
    second.send_signal(signal.SIGTERM)
    assert second.wait(STOP) == 0
    assert processes_of(running.home) == []


def test_the_demos_articles_arrive_and_ctrl_c_stops_everything(running: Running) -> None:
    process = running.start()
    running.wait_for(" | new | ")
    process.send_signal(signal.SIGINT)
    assert process.wait(STOP) == 0
    assert "had to be killed" not in running.said()
    assert processes_of(running.home) == []


def test_a_second_ctrl_c_forces(running: Running) -> None:
    process = running.start("--no-demo")
    running.wait_for("kafka ready")
    process.send_signal(signal.SIGINT)
    running.wait_for("stopping")
    process.send_signal(signal.SIGINT)
    assert process.wait(5) == 1
    assert processes_of(running.home) == []
