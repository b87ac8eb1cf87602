"""One installation, a simulated web, faults if wanted, and the audit's word on all of it."""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from config.settings import ROOT, Settings
from config.startup import declared_topics
from config.topics import desk_topic
from deploy.audit.proof import Question, Report, report
from deploy.commands.topics import mended
from deploy.reading import read_so_far
from tests.conftest import wait_until
from tests.faults.cast import Sabotaged
from tests.faults.poison import Poisoner
from tests.faults.rest import LOOK, wait_for_rest
from tests.faults.servers import Servers
from tests.way.installation import ROLES

PATIENCE = 3600.0  # seconds that whoever adds to the load waits for it to go on
BACK = 20.0  # seconds in which a reader that left the live stream must have all of it
DESK = "toate"  # what everything reaches


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
    min_interval: str = "1s"
    relapse: bool = False  # half of them new, then a pause, then what builds on them

    def arguments(self) -> list[str]:
        return [
            "--seed", str(self.seed), "--entries", str(self.entries), "--feeds", str(self.feeds),
            "--rate", str(self.rate), "--unreliable", str(self.unreliable),
            "--pages" if self.pages else "--no-pages", "--window", str(self.window),
            "--min-interval", self.min_interval, *(["--relapse"] if self.relapse else []),
        ]  # fmt: skip


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
        self.installation.environ |= (
            patient | servers.environ | settings
        )  # a busy machine is no dead member
        self.installation.own |= servers.own
        self._recorder: subprocess.Popen[bytes] | None = None
        self.poisoned = load.poison == 0

    @property
    def settings(self) -> Settings:
        return self.installation.settings

    def _simulator(self) -> "subprocess.Popen[bytes]":
        file = self.home / "simulated.toml"
        command = [sys.executable, "-m", "tests.faults.simulator", "--journal", str(self.journal),
                   "--feeds-file", str(file), *self.load.arguments()]  # fmt: skip
        link = self._servers.feeds
        command += ["--public", f"127.0.0.1:{link.port}"] if link else []
        with (self.home / "simulator.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        wait_until(file.exists, 60, "the simulator")
        if link:
            link.target = int(self._address().rpartition(":")[2])
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
            wait_until(lambda at=number * every: self._has_shown(at), PATIENCE, "more editions")  # type: ignore[misc]
            poisoner.put()
        poisoner.close()
        self.poisoned = True

    def _has_shown(self, count: int) -> bool:
        """So many editions, or all there are: the plan may have been cut off."""
        told = self.state()
        return bool(told["shown"] >= min(count, told["planned"]))

    def _address(self) -> str:
        with self.journal.open() as journal:
            return str(json.loads(journal.readline())["address"])

    def state(self, order: str = "state") -> dict[str, Any]:
        """What the simulator tells, after an order to it (`enough`, `on`)."""
        with urllib.request.urlopen(f"http://{self._address()}/_{order}", timeout=10) as answer:
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

    def _stream_has_come(self) -> None:
        """Give a recorder that has just left the time to come back; the audit tells if it did."""
        desk = desk_topic(self.settings, DESK)
        there = sum(1 for _ in read_so_far(self.settings, [desk]))
        stream = self.home / "stream.jsonl"
        with suppress(TimeoutError):
            wait_until(lambda: stream.read_bytes().count(b"\n") > there, BACK, "the live stream")

    def audit(self, *, killed: bool = False) -> Report:
        self._stream_has_come()
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
