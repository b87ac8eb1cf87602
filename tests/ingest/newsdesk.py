"""One feed, the poller that asks it, and what it tells: real Redis, broker and children."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import random

from msgspec.structs import replace

from config.clients import redis_client
from config.feeds import Feed
from config.health import Pulse
from config.settings import Settings
from ingest.asking import Asker
from ingest.errors import IngestError
from ingest.fetcher import Fetcher
from ingest.manners import Manners
from ingest.memory import Memory
from ingest.pages import Pages
from ingest.poller import Poller
from ingest.reading import Parsers
from ingest.sender import Sender, producer
from ingest.sighting import DECODER
from ingest.turn import Turn
from ingest.wire import Wire
from tests.ingest.sightings import known_of
from tests.ingest.site import Site
from tests.ingest.topics import Reader, ledger_lines


class Chance:
    """What decides whether an answer or a reading is audited, unless `drawn` does."""

    drawn: float | None = None

    def __call__(self) -> float:
        return random() if self.drawn is None else self.drawn


class Newsdesk:
    """A poller and the one feed it asks."""

    def __init__(
        self, poller: Poller, memory: Memory, settings: Settings, site: Site, chance: Chance
    ) -> None:
        self.poller, self.memory, self.settings = poller, memory, settings
        self.chance = chance
        self.feed = Feed(
            url=site.url("feed.xml"), id="ziar", min_interval="1s", allow_addresses=(site.address,)
        )

    async def turn(self) -> Turn:
        """The feed's next turn, now."""
        await self.memory.sync([self.feed])
        prefix = self.settings.prefix
        client = self.memory.roster._redis
        await client.hset(f"{prefix}front:ledger", "0", "0")
        await client.zadd(f"{prefix}feed:due", {"ziar": 0})
        (turn,) = await self.memory.turns(1)
        return turn

    async def poll(self) -> str:
        return await self.poller.poll(self.feed, await self.turn())

    async def poll_or_give_up(self) -> str:
        """As the poller's rounds do it."""
        turn = await self.turn()
        try:
            return await self.poller.poll(self.feed, turn)
        except IngestError as error:
            return await self.poller.give_up(self.feed, turn, error)

    async def known(self) -> Turn:
        """What Redis knows of the feed, and when it is due."""
        client, prefix = self.memory.roster._redis, self.settings.prefix
        due = await client.zscore(f"{prefix}feed:due", "ziar")
        return replace(await known_of(client, prefix), due=round(due or 0))

    async def told(self) -> list[str]:
        """The titles of all that was seen, in no order."""
        lines = ledger_lines(await self.read("ledger"))
        return [DECODER.decode(bytes(line.entry or b"")).entry.title for line in lines]

    async def read(self, name: str) -> list[bytes]:
        reader = Reader(self.settings, name)
        values = await asyncio.to_thread(reader.read)
        reader.close()
        return values


@asynccontextmanager
async def newsdesk(settings: Settings, site: Site, children: Parsers) -> AsyncIterator[Newsdesk]:
    """A newsdesk of one site's feed, for as long as it is needed."""
    client, sender = redis_client(settings), Sender(producer(settings))
    async with Fetcher(seconds=2, feed_bytes=1 << 24, page_bytes=1 << 20) as fetcher:
        memory = Memory(client, settings, Pulse())
        pages = Pages(fetcher, Manners(fetcher), settings)
        chance = Chance()
        poller = Poller(Asker(fetcher, children, chance), pages, memory, Wire(sender, settings))
        yield Newsdesk(poller, memory, settings, site, chance)
    await client.aclose()
    sender.close(1)
