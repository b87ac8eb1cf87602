"""What processes take, over their lives: is it flat? And does every stage get on?"""

import time
from collections.abc import Iterator
from itertools import combinations, groupby
from statistics import median

import msgspec
import psutil

from deploy.audit.commits import READS
from tests.faults.experiment import Experiment
from tests.way.installation import ROLES

FLAT = 0.02
LEAST = {"MiB": 1.0, "fds": 2.0, "threads": 1.0, "children": 1.0}  # less than this is no growth
SILENT = 90.0  # seconds in which every stage must have received something
HEAD = ("role", "minutes", "MiB", "growth", "fds", "growth", "threads", "growth", "children",
        "growth", "silent s")  # fmt: skip
FEW = 3  # minutes, through which no line is drawn
MINUTE = 60.0


class Sample(msgspec.Struct, frozen=True):
    """What a process and its children take, so many seconds after its start."""

    age: float
    taken: dict[str, float]


def sample(process: psutil.Process) -> Sample:
    """Raises psutil.Error when it has ended meanwhile."""
    family = [process, *process.children(recursive=True)]
    taken = {
        "MiB": sum(one.memory_info().rss for one in family) / 2**20,
        "fds": float(process.num_fds()),
        "threads": float(process.num_threads()),
        "children": float(len(family) - 1),
    }
    return Sample(time.time() - process.create_time(), taken)


class Watch:
    """Notes every role's samples, of its present process, and its silences, from `begin` on."""

    def __init__(self, one: Experiment, warm: float) -> None:
        """`warm`: seconds of a process that are left out in any case."""
        self._one, self._warm = one, warm
        self.samples: dict[str, list[Sample]] = {role: [] for role in ROLES}
        self.silent = dict.fromkeys(READS, 0.0)
        self._counts: dict[str, tuple[float, float]] = {}  # stage → (count, when it rose)

    def begin(self) -> None:
        """What was until now was warming up."""
        for samples in self.samples.values():
            samples.clear()

    def look(self) -> None:
        for role, process in self._one.installation.processes.items():
            try:
                now = sample(psutil.Process(process.pid))
            except psutil.Error:
                continue
            if self.samples[role] and now.age < self.samples[role][-1].age:
                self.samples[role].clear()  # another process
            self.samples[role].append(now)
        for stage in READS:
            self._listen(stage)

    def _listen(self, stage: str) -> None:
        told = self._one.installation.metrics(stage)
        name = f'wiredesk_stage_received_total{{stage="{stage}"}} '
        count = sum(float(line[len(name) :]) for line in told.splitlines() if line.startswith(name))
        before, rose = self._counts.get(stage, (-1.0, time.monotonic()))
        if count != before:
            rose = time.monotonic()
        self._counts[stage] = count, rose
        self.silent[stage] = max(self.silent[stage], time.monotonic() - rose)

    def rows(self) -> Iterator[tuple[object, ...]]:
        for role, samples in self.samples.items():
            warm = [one for one in samples if one.age > self._warm]
            if warm and warm[-1].age - warm[0].age > FEW * MINUTE:
                cells = [cell for kind in LEAST for cell in grown(warm, kind)]
                minutes = (warm[-1].age - warm[0].age) / 60
                yield role, f"{minutes:.0f}", *cells, f"{self.silent.get(role, 0):.0f}"

    def wrong(self) -> list[str]:
        """What is not flat, and who was silent."""
        told = [f"{row[0]}: growth {row[at]}" for row in self.rows() for at in (3, 5, 7, 9)
                if float(str(row[at]).rstrip(" %")) > FLAT * 100]  # fmt: skip
        return told + [
            f"{stage} was silent for {seconds:.0f} s"
            for stage, seconds in self.silent.items()
            if seconds > SILENT
        ]


def grown(samples: list[Sample], kind: str) -> tuple[str, str]:
    """The median, and by how much of it the line through the minutes has risen.

    The line of Theil and Sen: each minute by its median, the slope the median of those between any
    two of them. An outage of a minute or two bends it as little as a sample of it would.
    """
    minutes = [
        median(one.taken[kind] for one in minute)
        for _, minute in groupby(samples, lambda one: one.age // MINUTE)
    ]
    slopes = [
        (later - sooner) / (at - before)
        for (before, sooner), (at, later) in combinations(enumerate(minutes), 2)
    ]
    rise, middle = median(slopes) * (len(minutes) - 1), median(minutes)
    share = 0.0 if abs(rise) < LEAST[kind] or not middle else rise / middle
    return f"{middle:.0f}", f"{share * 100:+.1f} %"
