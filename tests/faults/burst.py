"""`python -m tests.faults.burst`: ten times the sustained rate for five minutes, and its end.

    --capacity N    editions a second that the installation carries; 0: measured first (0)
    --seconds N     of the burst (300)
    --factor F      of the sustained rate, which is half of the capacity (10)
    --feeds N       that bring it (240)

What is shown in the burst waits in feeds, topics and the frontier, not in memory: no role may take
more of it in the burst's second half than in its first, but for a fifth. The audit judges the rest.
"""

import sys
import tempfile
import threading
import time
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import click
import psutil

from tests.conftest import wait_until
from tests.faults.experiment import Experiment, Load, experiment
from tests.faults.mutants import named
from tests.faults.rows import columns, end_in_order
from tests.faults.servers import Servers
from tests.faults.trial import say
from tests.way.installation import PUBLIC, ROLES, Installation

EVERY = 1.0  # seconds between two looks at the memory
GROWTH, SLACK = 1.2, 20 << 20  # of the first half's peak; bytes, of which a child's moment may be
MEASURED = 3000  # editions by which the capacity is measured
BEST = 10.0  # seconds
SUSTAINED = 0.5  # of the capacity
WARM = 30.0  # seconds
PATIENCE = 3 * 3600.0  # seconds for a burst to drain
SETTINGS = {"WIREDESK_SESSION": "30"}
HEAD = ("role", "first half, MB", "second half, MB", "drained, MB", "")


class Footprint:
    """Resident memory of each role with its children, looked at now and then."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.seen: list[tuple[float, dict[str, int]]] = []

    def __enter__(self) -> "Footprint":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(EVERY):
            processes = dict(self._installation.processes)
            now = {role: resident(process.pid) for role, process in processes.items()}
            self.seen.append((time.monotonic(), now))

    def peaks(self, since: float, until: float) -> dict[str, int]:
        """The most that each role took in this time."""
        looks = [told for at, told in self.seen if since <= at < until]
        return {role: max((told.get(role, 0) for told in looks), default=0) for role in ROLES}

    def last(self) -> dict[str, int]:
        return self.seen[-1][1] if self.seen else {}

    def table(self) -> str:
        """The most of each role, in the first and the second half of all looks."""
        if not self.seen:
            return ""
        begin, end = self.seen[0][0], self.seen[-1][0] + EVERY
        return halves(self, begin, (begin + end) / 2, end)


def resident(pid: int) -> int:
    """Bytes of a process and its children; none of what has just ended."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
        return sum(process.memory_info().rss for process in family)
    except psutil.NoSuchProcess:
        return 0


def halves(footprint: Footprint, begin: float, middle: float, end: float) -> str:
    first, second = footprint.peaks(begin, middle), footprint.peaks(middle, end)
    grown, last = growing(first, second), footprint.last()
    rows = [
        (role, megabytes(first[role]), megabytes(second[role]), megabytes(last.get(role, 0)),
         "GROWS" if role in grown else "")
        for role in ROLES
    ]  # fmt: skip
    return columns(HEAD, rows)


def growing(first: dict[str, int], second: dict[str, int]) -> list[str]:
    """Roles that took clearly more in the second half."""
    return [role for role in ROLES if second[role] > GROWTH * first[role] + SLACK]


def megabytes(count: int) -> int:
    return round(count / (1 << 20))


def capacity(servers: Servers, folder: Path, feeds: int) -> float:
    """Editions a second in the best ten seconds, when all are there at once."""
    load = Load(entries=2 * MEASURED, feeds=feeds, unreliable=0, relapse=True)
    with experiment(folder / "capacity", servers, load, {}, **SETTINGS) as one:
        all_new(one)
        one.settle(PATIENCE)
        times = sorted(r.timestamp / 1000 for r in one.installation.records(*PUBLIC))
    return max(bisect_right(times, at + BEST) - n for n, at in enumerate(times)) / BEST


def all_new(one: Experiment) -> None:
    """Wait until what depends on nothing is shown; the rest of the plan stays away."""
    wait_until(lambda: revealed(one) == one.load.entries // 2, PATIENCE, "all editions")
    one.state("enough")


def burst(servers: Servers, folder: Path, load: Load) -> list[str]:
    """Run it; what was wrong."""
    with experiment(folder / "burst", servers, load, {}, **SETTINGS) as one:
        with Footprint(one.installation) as footprint:
            began = time.monotonic()
            all_new(one)
            ended, shown = time.monotonic(), load.entries // 2
            waiting = shown - len(one.installation.published())
            one.settle(PATIENCE, balanced=True)
            drained = time.monotonic() - ended
        told = one.audit(killed=True)
    begin, middle = warm(footprint, began, ended)
    say(halves(footprint, begin, middle, ended))
    grown = growing(footprint.peaks(begin, middle), footprint.peaks(middle, ended))
    if ended - began < 2 * WARM:
        say(f"memory is judged in bursts of {2 * WARM:.0f} s at least: roles have just started")
        grown = []
    say(f"{shown / (ended - began):.0f} editions a second for {ended - began:.0f} s;"
        f" {waiting} waited then, all was out {drained:.0f} s later (must: drains)")  # fmt: skip
    say(f"{told.published} published; red: {' '.join(told.red) or '–'} (must: –);"
        f" growing: {' '.join(grown) or '–'} (must: –)")  # fmt: skip
    return [*named(told), *grown] if told.red or grown else []


def revealed(one: Experiment) -> int:
    time.sleep(EVERY)
    return int(one.state()["revealed"])


def warm(footprint: Footprint, began: float, ended: float) -> tuple[float, float]:
    """When it began to count, and its middle: a role's imports and children are no growth."""
    begin = began + min(WARM, (ended - began) / 3)
    return begin, (begin + ended) / 2


@click.command()
@click.option("--capacity", "known", default=0.0)
@click.option("--seconds", default=300.0)
@click.option("--factor", default=10.0)
@click.option("--feeds", default=240)
@click.option("--seed", default=1)
def main(known: float, seconds: float, factor: float, feeds: int, seed: int) -> None:
    """A burst, and its end."""
    end_in_order()
    with tempfile.TemporaryDirectory(prefix="burst-") as folder:
        servers = Servers(Path(folder))
        try:
            carried = known or capacity(servers, Path(folder), feeds)
            rate = carried * SUSTAINED * factor
            say(
                f"capacity {carried:.0f} editions a second, burst of {rate:.0f} for {seconds:.0f} s"
            )
            load = Load(seed=seed, entries=2 * round(rate * seconds), feeds=feeds, rate=rate,
                        relapse=True, min_interval="3s")  # fmt: skip
            wrong: Sequence[str] = burst(servers, Path(folder), load)
        finally:
            servers.stop()
    for what in wrong:
        say(f"    {what}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
