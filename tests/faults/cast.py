"""The processes of an experiment: several of a role, some with sabotages in them."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from config.settings import ROOT
from tests.conftest import free_port
from tests.way.installation import COMMAND, ROLES, Installation

WATCH, NOT_ALIVE = 5.0, 503  # seconds between two looks; what /livez then answers
PATIENCE = 30.0  # seconds that a process may take to end in order


class Sabotaged(Installation):
    """An installation of which some roles have sabotages in them (tests/faults/sabotages.py)."""

    sabotages: Mapping[str, Sequence[str]] = MappingProxyType({})
    seed = 1

    def __init__(self, home: Path, kafka: str, redis_url: str, feeds: str) -> None:
        super().__init__(home, kafka, redis_url, feeds)
        self._dismissed: set[str] = set()

    def spawn(self, role: str) -> None:
        """Start a role; `tag.2` is another process of it, in slot 2."""
        if role in self._dismissed:
            return
        name, _, slot = role.partition(".")
        port = self.ports.setdefault(role, free_port())
        more = ["--port", str(self.ports["api"])] if role == "serve" else []
        command = [*ROLES[name], "--health-port", str(port), *more]
        names = self.sabotages.get(role, ())
        start = [sys.executable, "-m", "tests.faults.inject", *names, "--"] if names else COMMAND
        own = {"FAULTS_SEED": str(self.seed), "FAULTS_LOG": str(self.home / "struck"),
               "WIREDESK_SLOT": slot or "0"}  # fmt: skip
        own |= self.own.get(name, {})
        with (self.home / f"{role}.log").open("ab") as log:
            self.processes[role] = subprocess.Popen(
                [*start, *command], env=os.environ | self.environ | own, cwd=ROOT,
                stdout=log, stderr=log,
            )  # fmt: skip

    def engage(self, role: str) -> None:
        """Start another process of a role."""
        self._dismissed.discard(role)
        self.spawn(role)

    def dismiss(self, role: str, number: int = signal.SIGTERM) -> int:
        """End it for good; its exit code."""
        self._dismissed.add(role)
        process = self.processes.pop(role)
        process.send_signal(number)
        try:
            return process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

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
