"""`python -m tests.faults.crashes`: processes end at chosen points, and nothing is lost or twice.

    --only POINT     this point alone; may be given again
    --seeds N        runs of each hand of points (5), from --seed on
    --entries N      editions of a run (400), a few of them bad messages
    --afresh         forget the rows of before; otherwise only what is missing is run

A run has one point in each role, each of which ends its process twice; a supervisor starts it
again. Exit 1 if a row of the audit is red, or a point never struck.
"""

import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click
import msgspec

from tests.faults.experiment import Load, experiment
from tests.faults.mutants import named
from tests.faults.points import POINTS, hands
from tests.faults.rows import Rows, columns, end_in_order, folder_of
from tests.faults.servers import Servers
from tests.faults.trial import REST

RATE = 60.0  # editions a second: slow enough for crashes to meet traffic
SETTINGS = {  # what a crash leaves is looked for soon
    "WIREDESK_RECOVERY_AGE": "3", "WIREDESK_RECOVERY_EVERY": "4", "WIREDESK_SESSION": "6",
    "WIREDESK_FETCH_SECONDS": "3",  # a dead poller's leases are multiples of it
}  # fmt: skip
HEAD = ("points", "seed", "crashes", "red", "s")


class Result(msgspec.Struct, frozen=True):
    """One run: how often each of its points struck, and what the audit said."""

    points: tuple[str, ...]
    seed: int
    struck: dict[str, int]
    red: tuple[str, ...]
    seconds: float
    named: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[object, ...]:
        crashes = sum(self.struck.values())
        return (" ".join(self.points), self.seed, crashes, " ".join(self.red) or "–",
                round(self.seconds))  # fmt: skip


def run(servers: Servers, folder: Path, points: tuple[str, ...], load: Load) -> Result:
    """One run of a hand of points."""
    began = time.monotonic()
    sabotages: dict[str, list[str]] = {}
    for name in points:
        sabotages.setdefault(POINTS[name].role, []).append(name)
    home = folder / f"crash-{'-'.join(points)[:40].replace('_', '')}-{load.seed}"
    with experiment(home, servers, load, sabotages, **SETTINGS) as one:
        late = False
        try:
            one.settle(REST, balanced=True)
        except TimeoutError:
            late = True
        told = one.audit(killed=True)
        struck = Counter(one.installation.strikes())
    red = (*told.red, *(("unsettled",) if late else ()))
    if red:
        kept = folder_of(home.name)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(home, kept, ignore=shutil.ignore_patterns("*.sock", "faust"))
    return Result(points, load.seed, dict(struck), red, time.monotonic() - began, named(told))


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(POINTS)))
@click.option("--seeds", default=5)
@click.option("--seed", default=1)
@click.option("--entries", default=400)
@click.option("--afresh", is_flag=True)
def main(only: tuple[str, ...], seeds: int, seed: int, entries: int, *, afresh: bool) -> None:
    """End processes at chosen points."""
    end_in_order()
    rows = Rows("crashes", afresh=afresh)
    dealt = [(name,) for name in only] if only else hands()
    wanted = {f"{' '.join(hand)} {n} {entries}": (hand, n)
              for n in range(seed, seed + seeds) for hand in dealt}  # fmt: skip
    known = {key: row for key, row in rows.known(Result).items() if key in wanted and not row.red}
    with tempfile.TemporaryDirectory(prefix="crashes-") as folder:
        servers = Servers(Path(folder))
        try:
            for key in [key for key in wanted if key not in known]:
                hand, number = wanted[key]
                load = Load(seed=number, entries=entries, poison=entries // 100, rate=RATE)
                known[key] = run(servers, Path(folder), hand, load)
                rows.keep(key, known[key])
                told(known[key])
        finally:
            servers.stop()
    sys.exit(summary(list(known.values())))


def told(result: Result) -> None:
    click.echo(columns(HEAD, [result.cells]).splitlines()[1])
    for what in result.named if result.red else ():
        click.echo(f"    {what}")


def summary(results: list[Result]) -> int:
    """Print the table, and which points never struck; the exit code."""
    struck: Counter[str] = Counter()
    for result in results:
        struck.update(result.struck)
    points = {name for result in results for name in result.points}
    click.echo(columns(HEAD, [result.cells for result in results]))
    click.echo(columns(("point", "crashes"), sorted((name, struck[name]) for name in points)))
    red = sum(bool(result.red) for result in results)
    idle = sorted(name for name in points if not struck[name])
    click.echo(
        f"{len(results)} runs, {struck.total()} crashes, {red} runs red, never struck: {idle}"
    )
    return 1 if red or idle else 0


if __name__ == "__main__":
    main()
