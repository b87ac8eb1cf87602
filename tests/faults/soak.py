"""`python -m tests.faults.soak [MINUTES]`: an hour under load, something bounced every 5 minutes.

    --rate N      editions a second (20: caches of words are full after half the time); --seed N

Feeds come and go. The roles are restarted, two at once; then broker and Redis are killed and frozen
in turn. Every 2 s each role's memory (with its children), file descriptors, threads and children
are noted, from when both servers have been away once: until then all that an outage opens had not
been opened. Growth is the slope of a robust line through the minutes of a process from its fifth
on, times that time, by its median: at most 2 % (what is less than one thing is nothing). No stage
may be silent for longer than 90 s: then an agent sleeps. In the end, the audit.
"""

import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

import click

from deploy.audit.proof import table
from tests.conftest import Daemon
from tests.faults.experiment import Experiment, Load, experiment
from tests.faults.rows import columns, end_in_order
from tests.faults.servers import Servers
from tests.faults.trial import REST, SETTINGS, say
from tests.faults.vitals import HEAD, Watch
from tests.way.installation import ROLES

BOUNCE, CHURN = 300.0, 60.0  # seconds between two of each
SAMPLE = 2.0  # seconds: children are larger while they read, so few samples would tell of chance
WARM = 300.0  # seconds of a process that are left out: imports, caches, the first children
TURNS = 12  # bounces of a shorter run, too
AT_ONCE = 2  # roles: the last are restarted early enough to be watched for long
WARMING = len(ROLES) // AT_ONCE + 2  # bounces: of the roles, and of both servers
FROZEN = 15.0
UP = 600.0  # seconds that a server may take to start on a busy machine: not ours to judge


class Churn:
    """Takes a feed out of the list now and then, and puts it back with the next."""

    def __init__(self, one: Experiment, draw: random.Random) -> None:
        self._file, self._draw = one.home / "feeds.toml", draw
        self._whole = self._file.read_text()

    def turn(self) -> None:
        first, *feeds = self._whole.split("[[feed]]")
        feeds.pop(self._draw.randrange(len(feeds)))
        self._write("[[feed]]".join([first, *feeds]))

    def end(self) -> None:
        self._write(self._whole)

    def _write(self, text: str) -> None:
        partial = self._file.with_suffix(".partial")
        partial.write_text(text)
        partial.rename(self._file)


def bounces(one: Experiment, servers: Servers, draw: random.Random) -> Iterator[Callable[[], str]]:
    """All roles, then for ever the servers, each as often killed as frozen."""
    roles = list(ROLES)
    draw.shuffle(roles)
    for place in range(0, len(roles), AT_ONCE):
        yield partial(restarted, one, roles[place : place + AT_ONCE])
    broker, memory = (servers.broker, "the broker"), (servers.memory, "Redis")
    for (daemon, name), freezes in cycle(
        ((broker, False), (memory, True), (broker, True), (memory, False))
    ):
        yield partial(broken, daemon, name, freezes=freezes)


def restarted(one: Experiment, roles: Sequence[str]) -> str:
    for role in roles:
        one.installation.processes[role].terminate()
    return f"SIGTERM of {' and '.join(roles)}"


def broken(daemon: Daemon, name: str, *, freezes: bool) -> str:
    if freezes:
        daemon.signal(signal.SIGSTOP)
        time.sleep(FROZEN)  # the length of the outage
        daemon.signal(signal.SIGCONT)
        return f"SIGSTOP of {name}"
    daemon.kill()
    daemon.start(UP)
    return f"SIGKILL of {name}"


def soak(one: Experiment, servers: Servers, seconds: float, seed: int) -> Watch:
    """All of it; what was watched."""
    draw, began = random.Random(seed), time.monotonic()
    every = min(BOUNCE, seconds / TURNS)
    watch, churn = Watch(one, min(WARM, seconds / TURNS)), Churn(one, draw)
    acts, bounced, churned = enumerate(bounces(one, servers, draw), start=1), began, began
    while (now := time.monotonic()) < began + seconds:
        watch.look()
        if now - churned > CHURN:
            churned = now
            churn.turn()
        if now - bounced > every:
            bounced = now
            number, act = next(acts)
            say(f"{(now - began) / 60:5.1f} min  {act()}")
            if number == WARMING:
                watch.begin()
        time.sleep(SAMPLE)  # the pace of the samples
    churn.end()
    return watch


@click.command()
@click.argument("minutes", default=60.0)
@click.option("--rate", default=20.0)
@click.option("--seed", default=1)
def main(minutes: float, rate: float, seed: int) -> None:
    """Run for so long, then tell what grew, who was silent, and what the audit says."""
    end_in_order()
    load = Load(seed=seed, entries=round(minutes * 60 * rate), feeds=24, rate=rate, pages=True,
                min_interval="3s")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        servers = Servers(Path(folder))
        try:
            with experiment(Path(folder) / "soak", servers, load, {}, **SETTINGS) as one:
                watch = soak(one, servers, minutes * 60, seed)
                one.settle(REST, balanced=True)
                told = one.audit(killed=True)
        finally:
            servers.stop()
    say(columns(HEAD, list(watch.rows())))
    say(table(told))
    wrong = [*watch.wrong(), *told.red]
    say(f"{minutes:.0f} minutes, {told.shown} editions: {', '.join(wrong) or 'all well'}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
