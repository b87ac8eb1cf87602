"""One part of the full set: an experiment under load, outages with their recovery, the verdict."""

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import msgspec
from kafka.errors import KafkaError
from redis.exceptions import RedisError

from deploy.audit.proof import Report
from tests.conftest import wait_until
from tests.faults.experiment import Experiment, Load, experiment
from tests.faults.mutants import named
from tests.faults.recovery import recovery
from tests.faults.rows import folder_of
from tests.faults.servers import Servers
from tests.way.installation import ROLES

WORKER, BROKER, REDIS = 60.0, 60.0, 15.0  # seconds in which each must be back
SESSION = 10  # seconds, as in production
SETTINGS = {
    "WIREDESK_SESSION": str(SESSION), "WIREDESK_HEARTBEAT": "3", "WIREDESK_FETCH_SECONDS": "5",
    "WIREDESK_RECOVERY_AGE": "10", "WIREDESK_RECOVERY_EVERY": "10",
}  # fmt: skip
REST = 900.0  # seconds in which a run has to come to rest after its last fault
EVERYONE = tuple(ROLES)
LONGER = 3  # times what is asked for: a slow machine must not run out of load
HUNDRED = 100


class Outage(msgspec.Struct, frozen=True):
    """One fault: how long it took until all that had waited was done, and the bound of that."""

    what: str
    bound: float
    seconds: float | None
    loaded: bool  # whether the web still had something new when it ended

    @property
    def late(self) -> bool:
        return self.seconds is None or self.seconds > self.bound


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the full set: what is done to which servers, under which load."""

    act: "Callable[[Trial], None]"
    servers: Callable[[Path], Servers] = Servers
    pages: bool = False
    relapse: bool = False
    poison: bool = False  # one bad message among a hundred good ones, on every inner topic
    sabotages: Mapping[str, Sequence[str]] = MappingProxyType({})
    forgiven: tuple[str, ...] = ()  # rows of the audit that must be red by what is done
    rate: float = 50.0  # editions a second, of some 200 that a quiet machine of two cores carries
    settings: Mapping[str, str] = MappingProxyType({})


class Result(msgspec.Struct, frozen=True):
    """What a part has found."""

    name: str
    seed: int
    entries: int
    published: int
    outages: tuple[Outage, ...]
    unaccounted: int
    twice: int
    backwards: int
    red: tuple[str, ...]  # rows of the audit, and what else was wrong
    seconds: float
    scale: float
    others: int = 0  # faults of a storm, whose recovery is measured at its end
    notes: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.red and not any(outage.late for outage in self.outages)

    @property
    def faults(self) -> int:
        return len(self.outages) + self.others

    @property
    def slowest(self) -> str:
        """The recovery that came nearest to its bound."""
        if not self.outages:
            return "–"
        worst = max(self.outages, key=lambda one: (one.seconds or 1e9) / one.bound)
        took = "never" if worst.seconds is None else f"{worst.seconds:.1f}"
        return f"{took}/{worst.bound:.0f} {worst.what}"


class Trial:
    """What the acts of a part have in their hands."""

    def __init__(self, one: Experiment, servers: Servers, seed: int, scale: float) -> None:
        self.one, self.servers, self.scale = one, servers, scale
        self.draw = random.Random(seed)
        self.outages: list[Outage] = []
        self.wrong: list[str] = []
        self.notes: list[str] = []
        self.others = 0  # faults in whose midst no recovery is waited for

    def times(self, most: int) -> range:
        """So many repetitions, or fewer of them in a small run."""
        return range(max(1, round(most * min(1.0, self.scale))))

    def lasting(self, seconds: float) -> None:
        """An outage of this length in the full set."""
        time.sleep(seconds * self.scale)

    def pause(self) -> None:
        """A random moment is what is tested."""
        time.sleep(self.draw.uniform(1.0, 4.0))

    @contextmanager
    def outage(self, what: str, bound: float, roles: Sequence[str] = EVERYONE) -> Iterator[None]:
        """Inside, something is broken and mended; after it, the recovery is measured."""
        self.pause()
        yield
        seconds = recovery(self.one, roles)
        told = self.one.state()
        self.outages.append(Outage(what, bound, seconds, told["revealed"] < told["planned"]))
        say(f"    {what}: {'never' if seconds is None else f'{seconds:.1f} s'} of {bound:.0f}")

    def signal(self, role: str, number: signal.Signals) -> "subprocess.Popen[bytes]":
        """Send a signal to a role that runs; its process."""
        process = self.one.installation.processes[role]
        process.send_signal(number)
        return process


def say(what: str) -> None:
    print(what, flush=True)  # noqa: T201  the progress of a long run


def tried(name: str, part: Part, load: Load, folder: Path, scale: float) -> Result:
    """Run one part, on servers of its own."""
    began = time.monotonic()
    servers = part.servers(folder)
    home = folder / f"{name}-{load.seed}"
    try:
        with experiment(
            home, servers, planned(part, load), part.sabotages, **SETTINGS, **part.settings
        ) as one:
            trial = Trial(one, servers, load.seed, scale)
            acted(part, trial)
            told = verdict(trial, load.entries)
    finally:
        servers.stop()
    wrong = {row.name: row.wrong for row in told.rows}
    result = Result(
        name, load.seed, told.shown, told.published, tuple(trial.outages),
        wrong["seen"] + wrong["ended"], wrong["once"], wrong["order"],
        (*(row for row in told.red if row not in part.forgiven), *trial.wrong),
        time.monotonic() - began, scale, trial.others,
        (*trial.notes, *named(told)),
    )  # fmt: skip
    keep(home, result)
    return result


def acted(part: Part, trial: Trial) -> None:
    """Everything that the part does; what cannot be done is red, and the other parts go on."""
    recovery(trial.one, EVERYONE)  # all are up, and the load flows
    try:
        part.act(trial)
    except (OSError, TimeoutError, RedisError, KafkaError, subprocess.SubprocessError) as error:
        trial.wrong.append(f"broken off: {error!r}")


def planned(part: Part, load: Load) -> Load:
    """More than is asked for, to be cut off when the faults are over; poison as the part wants."""
    entries = load.entries * (1 if part.relapse else LONGER)
    poison = entries // HUNDRED if part.poison else 0
    return msgspec.structs.replace(load, entries=entries, poison=poison)


def verdict(trial: Trial, entries: int) -> Report:
    """Let the load end, all come to rest, and the audit speak."""
    one = trial.one

    def is_enough() -> bool:
        time.sleep(1)  # the simulator has better things to do
        told = one.state()
        return bool(told["revealed"] >= min(entries, told["planned"]))

    try:
        wait_until(is_enough, REST, "all editions revealed")
        one.state("enough")
        seconds = one.settle(REST, balanced=True)
        trial.notes.append(f"at rest after {seconds:.0f} s")
    except TimeoutError as late:
        trial.wrong.append(f"unsettled: {late}")
    return one.audit(killed=True)


def keep(home: Path, result: Result) -> None:
    """Keep what a red part has left, for whoever looks into it."""
    kept = folder_of(home.name)
    shutil.rmtree(kept, ignore_errors=True)
    if not result.good:
        shutil.copytree(home, kept, ignore=shutil.ignore_patterns("*.sock", "faust"))
