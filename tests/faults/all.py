"""`python -m tests.faults.all`: the full set of faults, in parts that resume, with one table.

    --only PART      this part alone; may be given again (see the list with --list)
    --seed N         another run of the same faults (1)
    --entries N      editions of a part at least (6,500)
    --scale F        lengths and repetitions of outages; below 1 for a small run
    --show           run nothing; the last result of each part, at whatever size it ran
    --fresh          forget what was found before; otherwise only what is missing or red is run

Each part has servers, load and seed of its own; each outage's recovery is measured beside its
bound; the audit judges all of it. Exit 1 if anything is red. A small run counts as such.
"""

import sys
import tempfile
import time
from pathlib import Path

import click

from tests.faults import parts_kafka, parts_redis, parts_roles, secured
from tests.faults.experiment import Load
from tests.faults.rows import Rows, columns, end_in_order
from tests.faults.servers import Linked, SmallDisk, ThreeBrokers, TwoMemories, may_mount
from tests.faults.trial import Part, Result, say, tried

PARTS: dict[str, Part] = {
    "roles-killed": Part(act=parts_roles.killed, pages=True),
    "roles-ended": Part(act=parts_roles.ended, pages=True),
    "roles-frozen": Part(act=parts_roles.frozen),
    "roles-crowd": Part(act=parts_roles.crowd),
    "rebalances": Part(act=parts_roles.storm),
    "poison": Part(act=parts_roles.poisoned, poison=True),
    "bug": Part(
        act=parts_roles.broken,
        sabotages={"tag": ["bug_in_tag"]},
        forgiven=("parked",),
        settings={"WIREDESK_BREAKER_SECONDS": "1"},
    ),
    "broker-killed": Part(act=parts_kafka.killed),
    "broker-frozen": Part(act=parts_kafka.frozen),
    "broker-away": Part(act=parts_kafka.away, rate=20.0),
    "broker-of-three": Part(act=parts_kafka.three, servers=ThreeBrokers, rate=30.0),
    "broker-disk": Part(act=parts_kafka.disk_full, servers=SmallDisk),
    "links": Part(act=parts_kafka.links, servers=Linked, rate=20.0),
    "redis-killed": Part(act=parts_redis.killed, pages=True),
    "redis-frozen": Part(act=parts_redis.frozen),
    "redis-restored": Part(act=parts_redis.restored, servers=TwoMemories),
    "redis-flushed": Part(act=parts_redis.flushed, servers=TwoMemories),
    "redis-forgotten": Part(
        act=parts_redis.forgotten, servers=TwoMemories, relapse=True, rate=120.0
    ),
    "redis-full": Part(act=parts_redis.full),
    "secured": secured.PART,
}
MOUNTS = ("broker-disk",)  # parts that only run where a file system may be mounted
FEEDS = 24
HEAD = ("part", "seed", "scale", "entries", "published", "faults", "unloaded", "lost", "twice",
        "down", "slowest recovery, s", "red", "s")  # fmt: skip
ENTRIES, FAULTS = 100_000, 60  # of the whole set


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(PARTS)))
@click.option("--seed", default=1)
@click.option("--entries", default=6500)
@click.option("--rate", default=0.0, help="Editions a second, instead of each part's own.")
@click.option("--scale", default=1.0)
@click.option("--show", is_flag=True)
@click.option("--fresh", is_flag=True)
def main(  # noqa: PLR0913  the options of the command
    only: tuple[str, ...], seed: int, entries: int, rate: float, scale: float, *,
    show: bool, fresh: bool,
) -> None:  # fmt: skip
    """Break everything, one after another."""
    end_in_order()
    rows = Rows("all", afresh=fresh)
    if show:
        last = {row.name: row for row in rows.known(Result).values()}
        sys.exit(summary([last[name] for name in PARTS if name in last]))
    keys = {f"{name} {seed} {entries} {scale}": name for name in only or possible()}
    known = {key: row for key, row in rows.known(Result).items() if key in keys and row.good}
    for place, (key, name) in enumerate(keys.items(), start=1):
        if key in known:
            continue
        part = PARTS[name]
        say(f"{time.strftime('%H:%M:%S')} {place} of {len(keys)}: {name}")
        load = Load(seed=seed, entries=entries, feeds=FEEDS, rate=rate or part.rate,
                    pages=part.pages, relapse=part.relapse, min_interval="3s")  # fmt: skip
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            known[key] = tried(name, part, load, Path(folder), scale)
        rows.keep(key, known[key])
        told(known[key])
    sys.exit(summary([known[key] for key in keys]))


def possible() -> list[str]:
    """The parts that can run here; says which cannot."""
    left_out = () if may_mount() else MOUNTS
    for name in left_out:
        say(f"left out: {name}: nothing may be mounted here")
    return [name for name in PARTS if name not in left_out]


def told(result: Result) -> None:
    say(columns(HEAD, [cells(result)]).splitlines()[1])
    for what in () if result.good else result.notes:
        say(f"    {what}")


def cells(one: Result) -> tuple[object, ...]:
    late = [outage.what for outage in one.outages if outage.late]
    unloaded = sum(not outage.loaded for outage in one.outages)
    red = " ".join((*one.red, *(f"late: {what}" for what in late)))
    return (one.name, one.seed, one.scale, one.entries, one.published, one.faults, unloaded,
            one.unaccounted, one.twice, one.backwards, one.slowest, red or "–",
            round(one.seconds))  # fmt: skip


def summary(results: list[Result]) -> int:
    """Print the table and its sums; the exit code."""
    say(columns(HEAD, [cells(result) for result in results]))
    sums = {
        "entries": sum(one.entries for one in results),
        "faults": sum(one.faults for one in results),
        "unaccounted": sum(one.unaccounted for one in results),
        "published twice": sum(one.twice for one in results),
        "versions down": sum(one.backwards for one in results),
        "parts red": sum(not one.good for one in results),
        "minutes": round(sum(one.seconds for one in results) / 60),
    }
    say(", ".join(f"{count} {what}" for what, count in sums.items()))
    whole = sums["entries"] >= ENTRIES and sums["faults"] >= FAULTS
    say(f"must: {ENTRIES} entries, {FAULTS} faults" + ("" if whole else ": this was a smaller run"))
    return 1 if sums["parts red"] else 0


if __name__ == "__main__":
    main()
