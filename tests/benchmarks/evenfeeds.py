"""The feeds of tests.benchmarks.manyfeeds, declared and evenly due, and when they were asked."""

import subprocess
import urllib.request

import msgspec

from config.clients import redis_client
from config.feeds import feed_files, load_feeds
from config.moments import now_ms
from ingest.roster import Roster
from tests.benchmarks.manyfeeds import HOSTS
from tests.benchmarks.way import start
from tests.way.installation import Installation

LATER, AHEAD = 3_600_000, 2000  # ms until a first poll is due: untold, and when it is told


def served() -> tuple["subprocess.Popen[str]", int]:
    """Their server and its port."""
    server = start(["tests.benchmarks.manyfeeds"])
    return server, int(server.stdout.readline())  # type: ignore[union-attr]


def tables(port: int, count: int, kind: str, interval: int, skip: int = 0) -> str:
    """So many feeds of a kind (still, slow, news), on hosts after the first `skip`."""
    hosts = [HOSTS[(skip + n) % len(HOSTS)] for n in range(count)]
    return "".join(
        f'[[feed]]\nurl = "http://{host}:{port}/{kind}/{n}.xml"\nid = "{kind}{n}"\n'
        f'min_interval = "{interval}s"\npages = "never"\nallow_addresses = ["{host}:{port}"]\n'
        for n, host in enumerate(hosts)
    )


async def declared(running: Installation) -> None:
    """Make the topics, and have Redis know the feeds, none of which is due before it is told."""
    running.run("topics", "create")
    settings = running.settings
    client, feeds = redis_client(settings), load_feeds(*feed_files(settings))
    await Roster(client, settings.prefix, 1).sync(feeds)
    await client.aclose()
    await due(running, dict.fromkeys((feed.id for feed in feeds), now_ms() + LATER))


async def evenly_due(running: Installation, kind: str, interval: int) -> list[float]:
    """When the feeds of a kind are due first (s): spread over an interval; all others at once."""
    feeds = load_feeds(*feed_files(running.settings))
    first, even = now_ms() + AHEAD, [feed.id for feed in feeds if feed.id.startswith(kind)]
    moments = dict.fromkeys((feed.id for feed in feeds), first)
    moments |= {id: first + 1000 * interval * n // len(even) for n, id in enumerate(even)}
    await due(running, moments)
    return [moments[f"{kind}{n}"] / 1000 for n in range(len(even))]


async def due(running: Installation, moments: dict[str, int]) -> None:
    client = redis_client(running.settings)
    await client.zadd(f"{running.settings.prefix}feed:due", moments)
    await client.aclose()


def asked(port: int, kind: str) -> dict[int, list[float]]:
    """When the feeds of a kind were asked so far, by the server's clock."""
    found = msgspec.json.decode(told(port, "/asked"), type=dict[str, list[float]])
    return {
        int(path.removeprefix(f"/{kind}/").removesuffix(".xml")): moments
        for path, moments in found.items()
        if path.startswith(f"/{kind}/")
    }


def told(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        text: bytes = answer.read()
        return text
