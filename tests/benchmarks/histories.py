"""python -m tests.benchmarks.histories [POLLS] [SEED]: made feeds replayed poll by poll.

A real web server shows each state of a history once; the poller asks it with all that it keeps.
Must: every item that ever appeared found once, every edit an update, nothing else told. Between the
polls months pass for Redis: every tenth time it forgets what it keeps for 31 days.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from config.children import Children
from config.settings import Settings
from ingest.parse import parse_document
from ingest.reading import Parsers
from ingest.sighting import DECODER
from tests.benchmarks.madefeeds import History, kinds
from tests.benchmarks.way import servers
from tests.ingest.newsdesk import Newsdesk, newsdesk
from tests.ingest.site import Site
from tests.ingest.topics import ledger_lines, own_settings

POLLS, SEED = 60, 1
MONTH = 10  # polls
Version = tuple[int, int]  # key, version


class Replay(Site):
    """A site whose feed is whatever it is told to be."""

    body = b""

    def feed(self, archive: str = "") -> bytes:
        return self.body if not archive else b""


class Told(msgspec.Struct, frozen=True):
    """What a history showed, and what was told of it."""

    shown: Counter[Version]  # 1 for each version; more where an item turned back
    told: Counter[Version]
    polls: Counter[str]

    @property
    def missed(self) -> int:
        return (self.shown - self.told).total()

    @property
    def surplus(self) -> int:
        return (self.told - self.shown).total()


def main(options: Sequence[str]) -> int:
    polls, seed = (int(option) for option in [*options, *(str(n) for n in (POLLS, SEED))][:2])
    children: Parsers = Children(parse_document, count=1, cpu_seconds=5, memory_bytes=1 << 30)
    with tempfile.TemporaryDirectory() as folder:
        kafka, memory = servers(Path(folder))
        address = (f"127.0.0.1:{kafka.port}", f"redis://127.0.0.1:{memory.port}/0")
        try:
            return asyncio.run(replayed(address, children, polls, seed))
        finally:
            children.stop()
            for server in (kafka, memory):
                server.process.kill()


async def replayed(address: tuple[str, str], children: Parsers, polls: int, seed: int) -> int:
    sys.stdout.write(
        "history               polls   items  found  updates  found  missed  surplus\n"
    )
    bad = 0
    for name, history in kinds(seed).items():
        settings = await asyncio.to_thread(own_settings, *address)
        told = await played(history(polls), settings, children)
        bad += told.missed + told.surplus
        sys.stdout.write(row(name, told))
    sys.stdout.write(f"missed and surplus: {bad} (must 0)\n")
    return 1 if bad else 0


async def played(history: History, settings: Settings, children: Parsers) -> Told:
    """A history poll by poll, and what the ledger has of it in the end."""
    site, shown, last, words = Replay(), Counter[Version](), dict[int, int](), Counter[str]()
    try:
        async with newsdesk(settings, site, children) as desk:
            for number, (site.body, versions) in enumerate(history):
                shown.update(v for v in versions.items() if last.get(v[0]) != v[1])
                last |= versions
                if number % MONTH == MONTH - 1:
                    await a_month_later(desk)
                words[await desk.poll()] += 1
                words[await desk.poll()] += 1  # the same again: 304, or the same body
            lines = ledger_lines(await desk.read("ledger"))
    finally:
        site.close()
    return Told(shown, Counter(version_of(bytes(line.entry or b"")) for line in lines), words)


async def a_month_later(desk: Newsdesk) -> None:
    """What Redis keeps for a month only is gone."""
    client, prefix = desk.memory.roster._redis, desk.settings.prefix
    async for key in client.scan_iter(f"{prefix}known:*", count=1000):
        await client.delete(key)


def version_of(line: bytes) -> Version:
    entry = DECODER.decode(line).entry
    key, version = entry.title.partition(":")[0], entry.html.partition("Varianta ")[2]
    return int(key), int(version.partition(".")[0])


def row(name: str, told: Told) -> str:
    items, found = ({key for key, _ in part} for part in (told.shown, told.told))
    updates = told.shown.total() - len(items)
    return (
        f"{name:20}  {told.polls.total():5}  {len(items):6}  {len(items & found):5}"
        f"  {updates:7}  {told.told.total() - len(found):5}  {told.missed:6}  {told.surplus:7}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
