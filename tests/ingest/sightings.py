"""Feeds, entries and sightings for the tests of the poller's memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import redis.asyncio

from config.feeds import Feed
from config.moments import now_ms
from config.records import Entry
from config.settings import Settings
from ingest.roster import Roster
from ingest.sighting import Sighting, sighting
from ingest.turn import Save, Turn, unpacked

PREFIX = "t-"


def a_feed(**changes: object) -> Feed:
    plain = Feed(url="https://ziar.example/rss", id="ziar", publisher="Ziar", country="RO")
    return msgspec.structs.replace(plain, **changes)


def an_entry(name: str = "a", **changes: object) -> Entry:
    plain = Entry(id=name, url=f"https://ziar.example/{name}", title=f"Titlul {name}")
    return msgspec.structs.replace(plain, **changes)


def a_sighting(name: str = "a", seen_at: int = 0, **changes: object) -> Sighting:
    return sighting(a_feed(), an_entry(name, **changes), seen_at or now_ms())


def settings_for(redis_url: str, **changes: object) -> Settings:
    plain = Settings(redis=redis_url, prefix=PREFIX, fetch_seconds=0.1, page_delay=0.2)
    return msgspec.structs.replace(plain, **changes)


@asynccontextmanager
async def client_of(url: str) -> AsyncIterator["redis.asyncio.Redis"]:
    client = redis.asyncio.Redis.from_url(url)
    try:
        yield client
    finally:
        await client.aclose()


async def remember(client: "redis.asyncio.Redis") -> None:
    """Mark this Redis as one that knows its ledger."""
    await client.hset(f"{PREFIX}front:ledger", "0", "0")


async def bring_on(client: "redis.asyncio.Redis", *feeds: str) -> None:
    """Let the time come for these feeds, in this order: for a poll, or for their lease to end."""
    places = {feed: place for place, feed in enumerate(feeds, 1)}
    await client.zadd(f"{PREFIX}feed:due", places, xx=True)


async def one_turn(roster: Roster) -> Turn:
    """The only feed that is due."""
    (turn,) = await roster.lease(10)
    return turn


def a_save(*sightings: Sighting, due: int = 0, rest: float = 0, **facts: object) -> Save:
    known = msgspec.structs.replace(Turn(state="active", status=200), **facts)
    return Save(due=due or now_ms() + 60_000, known=known, sightings=sightings, rest=rest)


async def known_of(client: "redis.asyncio.Redis", prefix: str, feed: str = "ziar") -> Turn:
    """What Redis knows of a feed."""
    value = await client.get(f"{prefix}feed:{feed}:known")
    assert isinstance(value, bytes)
    return unpacked(value)
