"""`python -m tests.faults.stuck`: roles that are up and get nowhere are found and started again.

Under load, two at a time are started with a fault in them that no exception tells of: a partition
that is never fetched, an agent that waits for ever, a loop that is blocked. Timed is how long their
/livez stays green after that (must: at most 60 s) and how long until another process is ready.
Afterwards all flows, and the audit judges it.

`python -m tests.faults.stuck FAULT COMMAND…` is such a role.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from aiokafka.consumer.fetcher import Fetcher

from config.health import Pulse
from config.settings import ROOT
from deploy.cli import cli
from ingest.memory import Memory
from streams.lane import Lane
from streams.pipeline import Pipeline
from tests.conftest import wait_until
from tests.faults.cast import NOT_ALIVE, Sabotaged
from tests.faults.experiment import Experiment, Load
from tests.faults.mutants import named
from tests.faults.rows import columns, end_in_order
from tests.faults.servers import Servers
from tests.faults.trial import say
from tests.way.installation import ROLES, Installation

ROUNDS: tuple[dict[str, str], ...] = (
    {"clean": "deaf", "serve": "blocked"},
    {"publish": "deaf", "poll": "idle"},
    {"tag": "stuck", "serve": "blocked"},
    {"poll": "blocked"},
    {"publish": "stuck", "dedup": "deaf"},
)
MUST = 60.0  # seconds until /livez is red
AFTER = 5.0  # seconds of good work before a fault sets in
PATIENCE = 240.0
READY = 200
STRUCK = "FAULTS_STRUCK"  # the file in which a fault writes when it began
HEAD = ("role", "fault", "red after s (must: 60)", "another ready after s")
LOAD = Load(entries=40_000, rate=15, feeds=24, unreliable=0, min_interval="3s")


# ── inside the role ──


def deaf() -> None:
    """Partition 1 is passed by, as if a rebalance had forgotten it."""
    choose = Fetcher._get_actions_per_node

    def chosen(fetcher: Any, assignment: Any) -> Any:
        for place in assignment.tps:
            if place.partition == 1 and "articles.ledger" not in place.topic:
                assignment.state_value(place).pause()
        return choose(fetcher, assignment)

    Fetcher._get_actions_per_node = chosen


def stuck() -> None:
    """A batch waits for an answer that never comes."""
    for owner, name in ((Pipeline, "decided"), (Lane, "publish")):
        setattr(owner, name, waiting(getattr(owner, name)))


def idle() -> None:
    """The loop that asks feeds waits for ever, all others turn."""
    setattr(Memory, "turns", waiting(Memory.turns))  # noqa: B010  mypy: methods are not assigned


def strike() -> None:
    """Write down when the fault began."""
    Path(os.environ[STRUCK]).write_text(str(time.time()))


def waiting(original: Callable[..., Any]) -> Callable[..., Any]:
    began = time.monotonic()

    async def waits(*arguments: Any) -> Any:
        if time.monotonic() - began > AFTER:
            strike()
            await asyncio.Event().wait()
        return await original(*arguments)

    return waits


def blocked() -> None:
    """The loop itself stands still."""
    tick, began = Pulse.tick, time.monotonic()

    def ticks(pulse: Pulse) -> None:
        tick(pulse)
        if time.monotonic() - began > AFTER:
            strike()
            threading.Event().wait()

    setattr(Pulse, "tick", ticks)  # noqa: B010


FAULTS: dict[str, Callable[[], None]] = {
    "deaf": deaf, "stuck": stuck, "idle": idle, "blocked": blocked,
}  # fmt: skip


# ── outside ──


class Stuck(Sabotaged):
    """Starts a role with a fault once; whoever comes after it is well."""

    def __init__(self, before: Installation, servers: Servers) -> None:
        feeds = (before.home / "feeds.toml").read_text()
        super().__init__(before.home, servers.kafka, servers.redis_url, feeds)
        self.environ, self.faults = before.environ, dict[str, str]()

    def spawn(self, role: str) -> None:
        fault = self.faults.pop(role, None)
        if fault is None:
            super().spawn(role)
            return
        more = ["--port", str(self.ports["api"])] if role == "serve" else []
        command = [*ROLES[role], "--health-port", str(self.ports[role]), *more]
        with (self.home / f"{role}.log").open("ab") as log:
            self.processes[role] = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.stuck", fault, *command],
                env=os.environ | self.environ | {STRUCK: str(self.struck_file(role))}, cwd=ROOT,
                stdout=log, stderr=log,
            )  # fmt: skip

    def struck_file(self, role: str) -> Path:
        return self.home / f"struck-{role}"


def observed(run: Stuck, role: str, fault: str) -> tuple[str, ...]:
    """One row: what becomes of a role that is started anew with this fault."""
    run.faults[role] = fault
    whole = run.processes[role]
    whole.kill()
    wait_until(lambda: run.processes[role] is not whole, PATIENCE, f"{role} started with a fault")
    ill = run.processes[role]
    wait_until(lambda: run.health(role) == READY, PATIENCE, f"{role} ready")
    began, struck = time.time(), run.struck_file(role)
    wait_until(lambda: run.health(role, "/livez") == NOT_ALIVE, PATIENCE, f"{role} red")
    red = time.time() - (float(struck.read_text()) if struck.exists() else began)
    at = time.time()
    struck.unlink(missing_ok=True)
    wait_until(lambda: run.processes[role] is not ill, PATIENCE, f"{role} started again")
    wait_until(lambda: run.health(role) == READY, PATIENCE, f"{role} ready again")
    return role, fault, f"{red:.0f}", f"{time.time() - at:.0f}"


def rows_of(run: Stuck) -> list[tuple[str, ...]]:
    """All rounds; the roles of one side by side."""
    rows: list[tuple[str, ...]] = []
    for faults in ROUNDS:
        with ThreadPoolExecutor() as pool:
            rows += pool.map(lambda one: observed(run, *one), faults.items())
        say("\n".join(columns(HEAD, rows).splitlines()[-len(faults) :]))
    return rows


def told(one: Experiment, servers: Servers) -> int:
    """Everything, as a table; the exit code."""
    run = one.installation = Stuck(one.installation, servers)
    one.start()
    rows = rows_of(run)
    one.state("enough")
    one.settle(PATIENCE, balanced=True)
    audited = one.audit(killed=True)
    say(columns(HEAD, rows))
    say(f"{audited.published} published; red: {' '.join(audited.red) or '–'} (must: –)")
    for what in named(audited):
        say(f"    {what}")
    return int(bool(audited.red) or any(float(row[2]) > MUST for row in rows))


def main() -> int:
    """The roles' keeper, or such a role."""
    if sys.argv[1:]:
        FAULTS[sys.argv[1]]()
        cli(sys.argv[2:])
    end_in_order()
    with tempfile.TemporaryDirectory(prefix="stuck-") as folder:
        servers = Servers(Path(folder))
        one = Experiment(Path(folder) / "stuck", servers, LOAD, WIREDESK_SESSION="10")
        try:
            return told(one, servers)
        finally:
            one.close()
            servers.stop()


if __name__ == "__main__":
    sys.exit(main())
