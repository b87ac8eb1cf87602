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
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

import click
import msgspec
from aiohttp import web

from deploy.reading import read_so_far
from tests.conftest import free_port, wait_until
from tests.faults.burst import Footprint
from tests.faults.rows import columns, end_in_order
from tests.faults.servers import Servers
from tests.faults.trial import say
from tests.way.installation import ROLES, Installation
from tests.way.texts import story

HOSTS = 50  # loopback addresses of the normal feeds: politeness counts by host
HOT = "127.0.0.200"
SHOWN = 20  # items of a normal feed
TIMES = 2.0  # the baseline
INTERVAL = "5s"
WARM, LOOK, LAST = 20.0, 5.0, 60.0  # seconds: of warming up, between two looks, for the last
HEAD = ("normal items", "count", "p50 s", "p99 s")
READY = 200


class Item(msgspec.Struct, frozen=True):
    """What a normal feed shows, and since when."""

    number: int
    at: float


class Web:
    """The feeds of one run: normal ones bring an item each in turn, the hot one all at once."""

    def __init__(self, feeds: int, rate: float, items: int, port: int) -> None:
        self.rate, self.port = rate, port
        self.shown: list[deque[Item]] = [deque(maxlen=SHOWN) for _ in range(feeds)]
        self.hot = b"".join(map(self.hot_item, range(items)))
        self.is_hot = False
        self.ending, self.count = False, 0

    def hot_item(self, number: int) -> bytes:
        return (
            f"<item><title>Marfa {number} pe stoc</title>"
            f"<link>http://{HOT}:{self.port}/h/{number}</link></item>"
        ).encode()

    async def reveal(self) -> None:
        began = time.time()
        while not self.ending:
            while self.count < (time.time() - began) * self.rate:
                feed = self.shown[self.count % len(self.shown)]
                feed.appendleft(Item(self.count, time.time()))
                self.count += 1
            await asyncio.sleep(0.02)

    async def answer(self, request: web.Request) -> web.Response:
        if request.path == "/hot.xml":
            return rss("Marfă", self.hot if self.is_hot else b"")
        return rss("Ziar", b"".join(self.items(int(request.path.rpartition("/")[2]))))

    def items(self, feed: int) -> Iterator[bytes]:
        for item in self.shown[feed]:
            title, paragraphs = story(item.number)
            link = f"http://{host_of(feed)}:{self.port}/n/{feed}/{item.number}-{item.at * 1000:.0f}"
            text = escape("".join(f"<p>{one}</p>" for one in paragraphs))
            yield (f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
                   f"<description>{text}</description></item>").encode()  # fmt: skip


def rss(title: str, items: bytes) -> web.Response:
    head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
    body = head.encode() + items + b"</channel></rss>"
    return web.Response(body=body, content_type="application/rss+xml")


def host_of(feed: int) -> str:
    return f"127.0.0.{2 + feed % HOSTS}"


async def serve(told: Web) -> None:
    app = web.Application()
    app.router.add_get("/{path:.*}", told.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    for host in (HOT, *(f"127.0.0.{2 + n}" for n in range(HOSTS))):
        await web.TCPSite(runner, host, told.port).start()
    await told.reveal()
    await asyncio.Event().wait()


def tables(feeds: int, port: int) -> str:
    """The [[feed]] tables; no pages, so that only our own fairness is measured."""
    addresses = {f"n{n}": f"{host_of(n)}:{port}/n/{n}" for n in range(feeds)}
    addresses["hot"] = f"{HOT}:{port}/hot.xml"
    return "\n".join(
        f'[[feed]]\nid = "{id}"\nurl = "http://{place}"\npublisher = "{id}"\nlanguage = "ro"\n'
        f'pages = "never"\nmin_interval = "{INTERVAL}"\n'
        f'allow_addresses = ["{place.partition("/")[0]}"]\n'
        for id, place in addresses.items()
    )


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
