"""`python -m tests.faults.mutants`: is the audit red on each sabotage, and green without?

    --only NAME      one sabotage, or `clean`; may be given again
    --entries N      editions of a run (2,000); --seed N: another run of the same
    --afresh         forget the rows of before; otherwise only what is missing is run

One broker and one Redis for all rows, a prefix for each. Exit 1 if a row is not as it should be.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from deploy.audit.proof import Report
from tests.faults.experiment import Load, experiment
from tests.faults.rows import Rows, columns, end_in_order, folder_of
from tests.faults.sabotages import SABOTAGES
from tests.faults.servers import Servers

CLEAN = 5  # runs without a sabotage
HUNDRED = 100  # good ones for each bad message
HEAD = ("sabotage", "role", "seed", "struck", "expected", "red", "word", "s")


class Result(msgspec.Struct, frozen=True):
    """One run and what the audit said."""

    name: str
    role: str
    seed: int
    struck: int
    expected: tuple[str, ...]
    red: tuple[str, ...]
    seconds: float
    named: tuple[str, ...] = ()
    settled: bool = True

    @property
    def good(self) -> bool:
        """Red where it must be, for a sabotage that has acted; green without one."""
        if not self.expected:
            return not self.red and self.settled
        return self.struck > 0 and bool(set(self.red) & set(self.expected))

    @property
    def cells(self) -> tuple[object, ...]:
        word = "as it should" if self.good else "WRONG"
        return (self.name, self.role, self.seed, self.struck, " ".join(self.expected),
                " ".join(self.red) or "–", word, round(self.seconds))  # fmt: skip


def run(servers: Servers, folder: Path, name: str, load: Load) -> Result:
    """One row: a sabotage, or `clean`."""
    began, settled = time.monotonic(), True
    sabotage = SABOTAGES.get(name)
    sabotages = {sabotage.role: [name]} if sabotage else {}
    home = folder / f"{name.replace('_', '-')}-{load.seed}"
    with experiment(home, servers, load, sabotages) as one:
        try:
            one.settle()
        except TimeoutError:
            settled = False
        told = one.audit()
        struck = one.installation.struck()
    result = Result(
        name, sabotage.role if sabotage else "", load.seed, struck,
        sabotage.red if sabotage else (), told.red, time.monotonic() - began,
        named(told), settled,
    )  # fmt: skip
    kept = folder_of(home.name)
    shutil.rmtree(kept, ignore_errors=True)
    if not result.good:
        ignored = shutil.ignore_patterns("*.sock", "faust")
        shutil.copytree(home, kept, ignore=ignored)
    return result


def named(told: Report) -> tuple[str, ...]:
    return tuple(f"{row.name}: {what}" for row in told.rows for what in row.named)


def wanted(only: Sequence[str], seed: int) -> list[tuple[str, int]]:
    """The rows of the table: name and seed."""
    names = only or [*SABOTAGES, "clean"]
    unknown = set(names) - {*SABOTAGES, "clean"}
    if unknown:
        raise click.UsageError(
            f"no sabotage {', '.join(unknown)}; there are {', '.join(SABOTAGES)}"
        )
    rows = [(name, seed) for name in names if name != "clean"]
    return rows + [("clean", seed + n) for n in range(CLEAN) if "clean" in names]


@click.command()
@click.option("--only", multiple=True)
@click.option("--entries", default=2000)
@click.option("--seed", default=1)
@click.option("--afresh", is_flag=True)
def main(only: tuple[str, ...], entries: int, seed: int, *, afresh: bool) -> None:
    end_in_order()
    rows = Rows("mutants", afresh=afresh)
    known = rows.known(Result)
    keys = {f"{name} {number} {entries}": (name, number) for name, number in wanted(only, seed)}
    missing = {key: row for key, row in keys.items() if key not in known or not known[key].good}
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        servers = Servers(Path(folder)) if missing else None
        try:
            for key, (name, number) in missing.items():
                assert servers is not None
                pages = name in SABOTAGES and SABOTAGES[name].pages
                load = Load(seed=number, entries=entries, poison=entries // HUNDRED, pages=pages)
                known[key] = run(servers, Path(folder), name, load)
                rows.keep(key, known[key])
                click.echo(columns(HEAD, [known[key].cells]).splitlines()[1])
                for what in () if known[key].good else known[key].named:
                    click.echo(f"    {what}")
        finally:
            if servers:
                servers.stop()
    results = [known[key] for key in keys]
    click.echo(columns(HEAD, [result.cells for result in results]))
    good = sum(result.good for result in results)
    click.echo(f"{good} of {len(results)} as they should be")
    sys.exit(0 if good == len(results) else 1)


if __name__ == "__main__":
    main()
