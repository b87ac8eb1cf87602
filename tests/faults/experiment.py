"""One installation, a simulated web, faults if wanted, and the audit's word on all of it."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from config.settings import ROOT, Settings
from config.startup import declared_topics
from deploy.audit.proof import Question, Report, report
from deploy.broker import prepared_broker
from deploy.commands.topics import mended
from deploy.memory import prepared_memory
from tests.conftest import Daemon, free_port, wait_until
from tests.faults.poison import Poisoner
from tests.faults.rest import LOOK, wait_for_rest
from tests.way.installation import COMMAND, ROLES, Installation

WATCH, NOT_ALIVE = 5.0, 503  # seconds between two looks; what /livez then answers
DESK = "toate"  # what everything reaches


class Servers:
    """A broker and a Redis for as many experiments as you like, each under a prefix of its own."""

    def __init__(self, folder: Path) -> None:
        kafka, store = free_port(), free_port()
        broker = prepared_broker(folder / "kafka", kafka, free_port())
        self.broker = Daemon(broker, kafka, folder / "kafka.log")
        self.memory = Daemon(prepared_memory(folder / "redis", store), store, folder / "redis.log")
        self.kafka = f"127.0.0.1:{kafka}"
        self.redis_url = f"redis://127.0.0.1:{store}/0"

    def stop(self) -> None:
        self.broker.kill()
        self.memory.kill()


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What the simulator is asked to show."""

    seed: int = 1
    entries: int = 2000
    feeds: int = 12
    rate: float = 0.0
    pages: bool = False  # small entries: texts come with the feeds
    unreliable: float = 0.01
    poison: int = 0  # bad messages on each inner topic
    window: int = 100_000

    def arguments(self) -> list[str]:
        return [
            "--seed", str(self.seed), "--entries", str(self.entries), "--feeds", str(self.feeds),
            "--rate", str(self.rate), "--unreliable", str(self.unreliable),
            "--pages" if self.pages else "--no-pages", "--window", str(self.window),
        ]  # fmt: skip


class Sabotaged(Installation):
    """An installation of which some roles have sabotages in them (tests/faults/sabotages.py)."""

    sabotages: Mapping[str, Sequence[str]] = MappingProxyType({})
    seed = 1

    def spawn(self, role: str) -> None:
        more = ["--port", str(self.ports["api"])] if role == "serve" else []
        command = [*ROLES[role], "--health-port", str(self.ports[role]), *more]
        names = self.sabotages.get(role, ())
        start = [sys.executable, "-m", "tests.faults.inject", *names, "--"] if names else COMMAND
        own = {"FAULTS_SEED": str(self.seed), "FAULTS_LOG": str(self.home / "struck")}
        own |= self.own.get(role, {})
        with (self.home / f"{role}.log").open("ab") as log:
            self.processes[role] = subprocess.Popen(
                [*start, *command], env=os.environ | self.environ | own, cwd=ROOT,
                stdout=log, stderr=log,
            )  # fmt: skip

    def watch(self) -> None:
        """End roles that are not alive, as the watchdog of `up` does."""
        while not self._stopping.wait(WATCH):
            for role, process in list(self.processes.items()):
                if self.health(role, "/livez") == NOT_ALIVE and process.poll() is None:
                    process.kill()

    def metrics(self, role: str) -> str:
        """What a role counts, now; nothing while it does not answer."""
        try:
            with urllib.request.urlopen(self.health_url(role, "/metrics"), timeout=5) as answer:
                told: str = answer.read().decode()
                return told
        except OSError:
            return ""

    def struck(self) -> int:
        """How often sabotages have acted."""
        return len(self.strikes())

    def strikes(self) -> list[str]:
        """Their names, once for each time."""
        file = self.home / "struck"
        return file.read_text().split() if file.exists() else []


class Experiment:
    """Everything of one run; `close()` ends all of it."""

    def __init__(self, home: Path, servers: Servers, load: Load, **settings: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home, self.load, self._servers = home, load, servers
        self.journal = home / "journal.jsonl"
        self.simulator = self._simulator()
        feeds = (home / "simulated.toml").read_text()
        patient = {"WIREDESK_SESSION": "30", "WIREDESK_PAGE_PATIENCE": "10"}
        self.installation = Sabotaged(home, servers.kafka, servers.redis_url, feeds)
        self.installation.environ |= patient | settings  # a busy machine is no dead member
        self._recorder: subprocess.Popen[bytes] | None = None
        self.poisoned = load.poison == 0

    @property
    def settings(self) -> Settings:
        return self.installation.settings

    def _simulator(self) -> "subprocess.Popen[bytes]":
        file = self.home / "simulated.toml"
        command = [sys.executable, "-m", "tests.faults.simulator", "--journal", str(self.journal),
                   "--feeds-file", str(file), *self.load.arguments()]  # fmt: skip
        with (self.home / "simulator.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        wait_until(file.exists, 60, "the simulator")
        return process

    def start(self) -> None:
        """Topics, roles, and a reader of the live stream before anything is published."""
        faulty = mended(self.settings, declared_topics(self.settings))
        assert not faulty, faulty
        roles = ["serve", *(role for role in ROLES if role not in ("serve", "poll"))]
        for role in roles:
            self.installation.spawn(role)
        threading.Thread(target=self.installation.supervise, daemon=True).start()
        threading.Thread(target=self.installation.watch, daemon=True).start()
        wait_until(lambda: self.installation.health("serve") == 200, 90, "the server")
        self._record()
        self.installation.spawn("poll")
        if self.load.poison:
            threading.Thread(target=self._poison, daemon=True).start()

    def _record(self) -> None:
        file = self.home / "stream.jsonl"
        address = f"http://127.0.0.1:{self.installation.ports['api']}"
        command = [sys.executable, "-m", "tests.faults.recorder", address, DESK, str(file)]
        with (self.home / "recorder.log").open("ab") as log:
            self._recorder = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def _poison(self) -> None:
        """One bad message on each inner topic whenever so many good ones have been shown."""
        poisoner, every = (
            Poisoner(self.settings, self.journal),
            self.load.entries // self.load.poison,
        )
        for number in range(self.load.poison):
            wait_until(lambda at=number * every: self.state()["shown"] >= at, 600, "more editions")  # type: ignore[misc]
            poisoner.put()
        poisoner.close()
        self.poisoned = True

    def state(self) -> dict[str, Any]:
        address = json.loads(self.journal.read_text().partition("\n")[0])["address"]
        with urllib.request.urlopen(f"http://{address}/_state", timeout=10) as answer:
            told: dict[str, Any] = json.load(answer)
            return told

    def settle(self, seconds: float = 240, *, balanced: bool = False) -> float:
        """Wait until everything was shown and nothing moves any more; how long it took.

        With `balanced` also until every entry has ended: what a crash left is brought in again.
        """
        began = time.monotonic()
        wait_until(self._all_shown, seconds, "all editions shown")
        left = max(10.0, seconds - (time.monotonic() - began))
        wait_for_rest(self.settings, left)
        if balanced:
            wait_until(lambda: not self.installation.books().account.open, left, "balanced books")
            wait_for_rest(self.settings, left)
        return time.monotonic() - began

    def _all_shown(self) -> bool:
        time.sleep(LOOK)  # the simulator has better things to do
        told = self.state()
        whole = told["shown"] if self.load.window >= self.load.entries else told["revealed"]
        return self.poisoned and bool(whole == told["planned"])

    def audit(self, *, killed: bool = False) -> Report:
        metrics = () if killed else tuple(
            self.installation.health_url(role, "/metrics") for role in ROLES
        )  # fmt: skip
        question = Question(journal=self.journal, stream=self.home / "stream.jsonl",
                            metrics=metrics, killed=killed)  # fmt: skip
        return report(self.settings, question)

    def close(self) -> dict[str, int]:
        for process in (self._recorder, self.simulator):
            if process:
                process.kill()
                process.wait()
        return self.installation.stop()


@contextmanager
def experiment(
    home: Path,
    servers: Servers,
    load: Load,
    sabotages: Mapping[str, Sequence[str]],
    **settings: str,
) -> Iterator[Experiment]:
    """A started experiment, ended whatever happens."""
    run = Experiment(home, servers, load, **settings)
    run.installation.sabotages, run.installation.seed = sabotages, load.seed
    try:
        run.start()
        yield run
    finally:
        run.close()
