from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from config.moments import milliseconds, now_ms
from ingest.known import MOST, Known, Reserved
from ingest.roster import Roster
from tests.ingest.sightings import (
    PREFIX,
    a_feed,
    a_save,
    an_entry,
    client_of,
    one_turn,
    remember,
)

ZIAR, POST = a_feed(min_interval="1s"), a_feed(id="post", min_interval="1s")
TEXT = a_feed(id="text", pages="never", min_interval="1s")
FULL = a_feed(id="full", pages="never", min_interval="1s")


class Door:
    """Reservations, and saves that confirm them, as polls make them."""

    def __init__(self, client: "redis.asyncio.Redis") -> None:
        self.client = client
        self.known = Known(client, PREFIX)
        self.roster = Roster(client, PREFIX, 60)

    async def bring(self, feed: object, *entries: object) -> Reserved:
        """Reserve and confirm."""
        reserved = await self.known.reserve(feed, entries)  # type: ignore[arg-type]
        await self.roster.sync([feed])  # type: ignore[list-item]
        await self.client.zadd(f"{PREFIX}feed:due", {feed.id: now_ms() - 1})  # type: ignore[attr-defined]
        await self.roster.save(await one_turn(self.roster), a_save(*reserved.sightings))
        return reserved


@pytest.fixture
async def door(redis_url: str) -> AsyncIterator[Door]:
    async with client_of(redis_url) as client:
        await remember(client)
        yield Door(client)


def seen_ats(reserved: Reserved) -> list[int]:
    return [milliseconds(seen.seen_at) for seen in reserved.sightings]


async def test_a_new_entry_is_seen_now(door: Door) -> None:
    before = now_ms()
    (seen_at,) = seen_ats(await door.known.reserve(ZIAR, [an_entry()]))
    assert before <= seen_at <= now_ms()


async def test_a_reservation_that_was_not_saved_comes_again(door: Door) -> None:
    first = await door.known.reserve(ZIAR, [an_entry()])
    assert await door.known.reserve(ZIAR, [an_entry()]) == first


async def test_another_content_never_shares_a_seen_at(door: Door) -> None:
    (first,) = seen_ats(await door.known.reserve(ZIAR, [an_entry()]))
    (second,) = seen_ats(await door.known.reserve(ZIAR, [an_entry(title="Alt titlu")]))
    assert second > first


async def test_what_was_saved_is_no_news(door: Door) -> None:
    await door.bring(ZIAR, an_entry())
    assert await door.known.reserve(ZIAR, [an_entry()]) == Reserved()


async def test_an_edit_is_a_later_version_also_within_one_millisecond(door: Door) -> None:
    future = now_ms() + 60_000
    await door.client.hset(f"{PREFIX}known:a", "seen", str(future))
    assert seen_ats(await door.bring(ZIAR, an_entry(title="1"))) == [future + 1]
    assert seen_ats(await door.bring(ZIAR, an_entry(title="2"))) == [future + 2]


async def test_going_back_to_an_older_text_is_news(door: Door) -> None:
    for title in ("A", "B", "A"):
        assert len((await door.bring(ZIAR, an_entry(title=title))).sightings) == 1


async def test_an_article_that_another_feed_brought_is_not_told_again(door: Door) -> None:
    await door.bring(ZIAR, an_entry())
    assert await door.known.reserve(POST, [an_entry(title="Alt titlu")]) == Reserved()


async def test_what_another_feed_is_just_bringing_is_looked_at_later(door: Door) -> None:
    await door.known.reserve(ZIAR, [an_entry()])
    reserved = await door.known.reserve(POST, [an_entry(), an_entry("b")])
    assert reserved.later == ("a",)
    assert [seen.entry.id for seen in reserved.sightings] == ["b"]
    assert not reserved.settled


async def test_a_feed_that_died_with_its_reservation_keeps_nobody_off_for_ever(door: Door) -> None:
    await door.known.reserve(ZIAR, [an_entry()])
    await door.client.hset(f"{PREFIX}known:a", "pms", str(now_ms() - 600_001))
    assert len((await door.known.reserve(POST, [an_entry()])).sightings) == 1


async def test_a_feed_with_fuller_text_takes_over(door: Door) -> None:
    await door.bring(TEXT, an_entry(html="<p>scurt</p>"))
    assert await door.known.reserve(FULL, [an_entry(html="<p>tot scurt</p>")]) == Reserved()
    assert len((await door.bring(FULL, an_entry(html="<p>" + "lung " * 300))).sightings) == 1
    assert await door.known.reserve(TEXT, [an_entry(html="<p>scurt, altfel</p>")]) == Reserved()


async def test_no_feed_text_is_fuller_than_a_page(door: Door) -> None:
    await door.bring(ZIAR, an_entry())
    assert await door.known.reserve(FULL, [an_entry(html="lung " * 9000)]) == Reserved()


async def test_many_entries_are_reserved_in_order(door: Door) -> None:
    entries = [an_entry(f"e{n}") for n in range(450)]
    reserved = await door.known.reserve(ZIAR, entries)
    assert [seen.entry.id for seen in reserved.sightings] == [entry.id for entry in entries]


async def test_what_is_known_of_an_article_fades_with_the_ledger(door: Door) -> None:
    await door.bring(ZIAR, an_entry())
    assert 30 * 86_400 < await door.client.ttl(f"{PREFIX}known:a") <= 31 * 86_400


async def test_of_very_many_the_newest_come_first_and_the_others_are_left(redis_url: str) -> None:
    entries = [an_entry(f"n{number}") for number in range(MOST + 3)]
    async with client_of(redis_url) as client:
        known = Known(client, PREFIX)
        first = await known.reserve(ZIAR, entries)
        then = await known.reserve(ZIAR, entries[:3])
    assert (len(first.sightings), first.settled) == (MOST, False)
    assert first.left == tuple(entry.id for entry in entries[:3])
    assert (len(then.sightings), then.settled) == (3, True)


async def test_another_address_of_an_article_is_that_article(door: Door) -> None:
    await door.client.set(f"{PREFIX}alias:a2", "a")
    (seen,) = (await door.bring(ZIAR, an_entry("a2"))).sightings
    assert (seen.entry.id, seen.entry.url) == ("a", "https://ziar.example/a2")
    assert (await door.bring(POST, an_entry("a2"), an_entry("a"))).sightings == ()
