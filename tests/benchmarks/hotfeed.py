"""python -m tests.benchmarks.hotfeed [ENTRIES]: one feed of very many new entries at once.

Polled until all are told. Must: each entry once, none lost; Redis answers others meanwhile within
a second, and so does the loop of the poller that takes them in.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from config.children import Children
from ingest.known import MOST
from ingest.parse import parse_document
from ingest.reading import Parsers
from tests.benchmarks.histories import Replay
from tests.benchmarks.way import servers
from tests.ingest.newsdesk import Newsdesk, newsdesk
from tests.ingest.topics import own_settings

ENTRIES = 10_000
MUST_SECONDS = 1.0
PROBED = 0.01  # seconds between two questions


def main(options: Sequence[str]) -> int:
    entries = int(options[0]) if options else ENTRIES
    children: Parsers = Children(parse_document, count=2, cpu_seconds=10, memory_bytes=1 << 29)
    with tempfile.TemporaryDirectory() as folder:
        kafka, memory = servers(Path(folder))
        address = (f"127.0.0.1:{kafka.port}", f"redis://127.0.0.1:{memory.port}/0")
        try:
            return asyncio.run(measured(address, children, entries))
        finally:
            children.stop()
            for server in (kafka, memory):
                server.process.kill()


async def measured(address: tuple[str, str], children: Parsers, entries: int) -> int:
    settings, site = await asyncio.to_thread(own_settings, *address), Replay()
    site.body = feed_of(entries)
    async with newsdesk(settings, site, children) as desk:
        probe = asyncio.create_task(longest_wait(desk))
        words, began = [await desk.poll()], time.monotonic()
        while (await desk.known()).left:
            words.append(await desk.poll())
        seconds = time.monotonic() - began
        probe.cancel()
        told = await desk.told()
    worst = await probe
    rows = {
        "entries, bytes": f"{entries}, {len(site.body)}",
        "told, once": f"{len(told)}, {len(set(told))} (must {entries})",
        "polls": f"{len(words)} of {MOST} new entries at most; {seconds:.1f} s",
        "longest wait of others, s": f"{worst:.2f} (must {MUST_SECONDS})",
    }
    sys.stdout.writelines(f"{name:28}{row}\n" for name, row in rows.items())
    site.close()
    return 0 if len(told) == len(set(told)) == entries and worst < MUST_SECONDS else 1


def feed_of(entries: int) -> bytes:
    items = "".join(
        f"<item><title>Știrea {n}</title><link>https://ziar.example/{n}</link></item>"
        for n in range(entries)
    )
    return f"<rss version='2.0'><channel><title>Ziar</title>{items}</channel></rss>".encode()


async def longest_wait(desk: Newsdesk) -> float:
    """Until it is cancelled: the most seconds that Redis and this loop took for a word."""
    worst = 0.0
    try:
        while True:
            began = time.monotonic()
            await desk.memory.roster._redis.ping()
            await asyncio.sleep(PROBED)
            worst = max(worst, time.monotonic() - began - PROBED)
    except asyncio.CancelledError:
        return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
