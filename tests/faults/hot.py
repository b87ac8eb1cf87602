"""`python -m tests.faults.hot`: one feed brings 50,000 items at once beside 1,000 normal ones.

    --items N       of the hot feed (50,000)
    --feeds N       normal ones (1,000), which bring --rate items a second (10) together
    --seconds N     of normal traffic before the hot feed, for the baseline (60)
    --patience N    seconds for all of the hot feed to be published (1,800)

Fresh is what is published soon after its feed showed it. Normal items' p99 while the hot feed's
wait must be at most twice what it was before; nothing may be lost or published twice.
"""

import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

import click
import msgspec

from deploy.reading import read_so_far
from tests.conftest import free_port, wait_until
from tests.faults.burst import Footprint
from tests.faults.hotweb import Web, serve, tables
from tests.faults.rows import columns, end_in_order
from tests.faults.servers import Servers
from tests.faults.trial import say
from tests.way.installation import ROLES, Installation

TIMES = 2.0  # the baseline
WARM, LOOK, LAST = 20.0, 5.0, 60.0  # seconds: of warming up, between two looks, for the last
HEAD = ("normal items", "count", "p50 s", "p99 s")
READY = 200


class Found(msgspec.Struct, frozen=True):
    """Ages (s) of normal items when they were published, and how many of the hot feed were."""

    ages: dict[int, tuple[float, float]]  # number → when it was shown, how old it was
    hot: int


def published(installation: Installation) -> Found:
    settings, ages, hot = installation.settings, {}, 0
    names = [f"{settings.prefix}articles.{name}" for name in ("enriched", "copies")]
    for record in read_so_far(settings, names):
        url: str = msgspec.json.decode(record.value, type=Told).item.uri
        kind, _, last = url.rpartition("/")
        if kind.endswith("/h"):
            hot += 1
        else:
            number, _, at = last.partition("-")
            shown = int(at) / 1000
            ages[int(number)] = shown, record.timestamp / 1000 - shown
    return Found(ages, hot)


class Named(msgspec.Struct, frozen=True):
    uri: str


class Told(msgspec.Struct, frozen=True):
    item: Named


class Ages(NamedTuple):
    """How many normal items there were, and how old half and 99 % of them were at most."""

    items: int
    p50: float
    p99: float


def p99(found: Found, since: float, until: float) -> Ages:
    """Of those that were shown in this time."""
    ages = [age for shown, age in found.ages.values() if since <= shown < until]
    parts = quantiles(ages, n=100, method="inclusive")
    return Ages(len(ages), parts[49], parts[98])


@contextmanager
def running(folder: Path, told: Web, feeds: int) -> Iterator[Installation]:
    servers = Servers(folder)
    installation = Installation(
        folder / "hot", servers.kafka, servers.redis_url, tables(feeds, told.port),
        WIREDESK_SESSION="30",
    )  # fmt: skip
    try:
        installation.start()
        for role in ROLES:
            wait_until(lambda role=role: installation.health(role) == READY, 120, role)  # type: ignore[misc]
        yield installation
    finally:
        installation.stop()
        servers.stop()


@click.command()
@click.option("--items", default=50_000)
@click.option("--feeds", default=1000)
@click.option("--rate", default=10.0)
@click.option("--seconds", default=60.0)
@click.option("--patience", default=1800.0)
def main(items: int, feeds: int, rate: float, seconds: float, patience: float) -> None:
    """A hot feed beside normal ones."""
    end_in_order()
    told = Web(feeds, rate, items, free_port())
    with tempfile.TemporaryDirectory(prefix="hot-") as folder:
        threading.Thread(target=asyncio.run, args=(serve(told),), daemon=True).start()
        with running(Path(folder), told, feeds) as installation:
            sys.exit(measured(installation, told, items, seconds, patience))


def measured(
    installation: Installation, told: Web, items: int, seconds: float, patience: float
) -> int:
    """Baseline, then the hot feed until all of it is out; the exit code."""
    time.sleep(WARM)  # feeds find their rhythm
    before = time.time()
    time.sleep(seconds)  # the length of the baseline
    told.is_hot, hot_at = True, time.time()
    with Footprint(installation) as footprint:
        wait_until(lambda: drained(installation, items), patience, "the hot feed published")
    out, told.ending = time.time(), True
    with suppress(TimeoutError):  # what is lost is told below
        wait_until(lambda: last(installation) >= told.count, LAST, "the normal items published")
    found = published(installation)
    wrong = compared(p99(found, before, hot_at), p99(found, hot_at, out))
    twice = len(installation.books().publications.twice)
    lost = items + told.count - found.hot - len(found.ages)
    say(f"{found.hot} of {items} hot items published in {out - hot_at:.0f} s; {lost} lost, "
        f"{twice} twice (must: 0)")  # fmt: skip
    say(footprint.table())
    return int(wrong or lost != 0 or twice != 0)


def compared(before: Ages, beside: Ages) -> bool:
    """Print both; whether normal items have waited too long."""
    rows = [("before", before), ("beside it", beside)]
    say(columns(HEAD, [(name, a.items, f"{a.p50:.2f}", f"{a.p99:.2f}") for name, a in rows]))
    say(f"normal p99 beside the hot feed / before: {beside.p99 / before.p99:.2f}"
        f" (must: at most {TIMES:.0f})")  # fmt: skip
    return beside.p99 > TIMES * before.p99


def last(installation: Installation) -> int:
    time.sleep(LOOK)
    return len(published(installation).ages)


def drained(installation: Installation, items: int) -> bool:
    time.sleep(LOOK)
    return published(installation).hot >= items


if __name__ == "__main__":
    main()
