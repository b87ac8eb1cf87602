import asyncio
from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from config.moments import milliseconds, now_ms
from config.settings import Settings
from ingest.frontier import Frontier
from ingest.known import Known
from ingest.ledger import excluded_lines, line, seen_line
from ingest.recovery import Recovery
from ingest.roster import Forgotten, Roster
from ingest.scripts import text
from ingest.sender import Sender, producer
from ingest.sighting import Sighting
from ingest.wire import Wire
from tests.ingest.sightings import a_feed, a_sighting, an_entry, client_of
from tests.ingest.topics import own_settings

OLD = 60_000  # ms; older than what recovery waits for


class Books:
    """A ledger, a Redis, and the recovery between them."""

    def __init__(self, client: "redis.asyncio.Redis", settings: Settings) -> None:
        self.client, self.settings = client, settings
        self.sender = Sender(producer(settings))
        self.frontier = Frontier(client, settings)
        self.roster = Roster(client, settings.prefix, 60)
        self.recovery = self.new_recovery()

    def new_recovery(self, age: float = 30, **held: int) -> Recovery:
        """As after a restart."""
        return Recovery(self.client, self.settings, age, **held)

    async def seen(self, *sightings: Sighting) -> None:
        await Wire(self.sender, self.settings).tell(sightings, ())

    async def write(self, name: str, value: bytes) -> None:
        await self.sender.send(f"{self.settings.prefix}articles.ledger", name, value)

    async def waiting(self) -> list[str]:
        """The members of the frontier."""
        names = await self.client.hkeys(f"{self.settings.prefix}front:entries")
        return sorted(text(name) for name in names)


@pytest.fixture
async def books(kafka: str, redis_url: str) -> AsyncIterator[Books]:
    settings = await asyncio.to_thread(own_settings, kafka, redis_url)
    async with client_of(redis_url) as client:
        books = Books(client, settings)
        yield books
        books.sender.close(1)


def old(name: str, **changes: object) -> Sighting:
    return a_sighting(name, now_ms() - OLD, **changes)


async def test_an_empty_ledger_makes_redis_remember_at_once(books: Books) -> None:
    with pytest.raises(Forgotten):
        await books.roster.lease(1)
    assert not await books.recovery.remembers()
    assert (await books.recovery.run()).lines == 0
    assert await books.recovery.remembers()
    assert await books.roster.lease(1) == []


async def test_what_was_seen_and_never_ended_comes_back_under_its_seen_at(books: Books) -> None:
    orphan, ended = old("orphan", html="<p>ș"), old("ended")
    await books.seen(orphan, ended)
    await books.write("ended", line(ended, "published"))
    assert (await books.recovery.run()).back == 1
    (errand,) = (await books.frontier.lease(10)).errands
    assert errand.sighting == orphan


async def test_what_waits_on_the_frontier_or_was_sent_is_left_alone(books: Books) -> None:
    await books.seen(old("a"))
    assert (await books.recovery.run()).back == 1
    assert (await books.recovery.run()).back == 0
    (errand,) = (await books.frontier.lease(10)).errands
    await books.frontier.done(errand)
    assert (await books.recovery.run()).back == 0
    assert (await books.new_recovery().run()).back == 0
    assert await books.waiting() == []


async def test_what_was_seen_a_moment_ago_is_given_time(books: Books) -> None:
    await books.seen(a_sighting("young"))
    done = await books.recovery.run()
    assert (done.back, done.young) == (0, 1)
    assert (await books.new_recovery(age=0.001).run()).back == 1


async def test_a_young_entry_is_judged_later_without_reading_it_again(books: Books) -> None:
    recovery = books.new_recovery(age=4)
    await books.seen(a_sighting("young"))
    assert (await recovery.run()).back == 0
    async with asyncio.timeout(60):
        while (done := await recovery.run()).back == 0:
            assert done.lines == 0
            await asyncio.sleep(0.1)
    assert (done.lines, done.back) == (0, 1)


async def test_after_a_restart_only_what_is_open_is_read_again(books: Books) -> None:
    for name in ("a", "b", "c"):
        seen = old(name)
        await books.seen(seen)
        await books.write(name, line(seen, "published"))
    assert (await books.recovery.run()).lines == 6
    await books.seen(old("open"))
    assert (await books.recovery.run()).lines == 1
    assert (await books.new_recovery().run()).lines == 1


async def test_a_lost_redis_gets_back_its_frontier_and_what_it_knew(books: Books) -> None:
    feed, entry = a_feed(), an_entry("a")
    seen = old("a")
    await books.seen(seen)
    await books.recovery.run()
    await books.client.flushall()
    assert (await books.recovery.run()).back == 1
    assert await books.waiting() == [seen.key]
    known = Known(books.client, books.settings.prefix)
    assert (await known.reserve(feed, [entry])).sightings == ()
    (edit,) = (await known.reserve(feed, [an_entry("a", title="Altul")])).sightings
    assert edit.seen_at > seen.seen_at


async def test_a_lost_redis_watches_the_pages_of_the_last_days_again(books: Books) -> None:
    sent, text_only, late = old("sent"), old("text", url=""), a_sighting("late", 1_700_000_000_000)
    await books.seen(sent, text_only, late)
    for seen in (sent, text_only, late):
        await books.write(seen.entry.id, line(seen, "published"))
    await books.recovery.run()
    assert await books.client.zrange(f"{books.settings.prefix}front:watched", 0, -1) == [b"sent"]
    await books.client.delete(f"{books.settings.prefix}front:watched")
    await books.recovery.run()
    assert not await books.client.exists(f"{books.settings.prefix}front:watched"), "only once"


async def test_seen_ats_never_go_back_even_when_clocks_do(books: Books) -> None:
    future = a_sighting("a", now_ms() + 3_600_000)
    await books.seen(future)
    await books.recovery.run()
    known = Known(books.client, books.settings.prefix)
    (edit,) = (await known.reserve(a_feed(), [an_entry("a", title="Altul")])).sightings
    assert milliseconds(edit.seen_at) == milliseconds(future.seen_at) + 1


async def test_what_a_feeds_rules_exclude_is_never_brought_in(books: Books) -> None:
    seen_only, _ = excluded_lines(old("a"))
    await books.write("a", seen_only)
    await books.recovery.run()
    assert await books.waiting() == []


async def test_a_repeat_closes_what_was_seen_twice(books: Books) -> None:
    seen = old("a")
    for value in (seen_line(seen), line(seen, "published"), seen_line(seen), line(seen, "repeat")):
        await books.write("a", value)
    await books.recovery.run()
    assert await books.waiting() == []


async def test_what_is_no_ledger_line_stops_nobody(books: Books) -> None:
    await books.write("a", b"{broken")
    await books.seen(old("a"))
    assert (await books.recovery.run()).back == 1


async def test_a_redis_lost_while_it_is_restored_is_not_taken_for_restored(books: Books) -> None:
    await books.recovery.run()
    await books.client.flushall()
    await books.recovery._mark("a token that is gone", 0, 0)
    assert not await books.recovery.remembers()


async def test_an_entry_lost_alone_is_found_by_reading_again(books: Books) -> None:
    await books.seen(old("a"))
    await books.recovery.run()
    assert (await books.recovery.run()).back == 0  # seen to be waiting: its text is let go
    for key in await books.client.keys(f"{books.settings.prefix}front:[eh]*"):
        await books.client.delete(key)
    back = [(await books.recovery.run()).back for _ in range(2)]
    assert back == [0, 1]


async def test_sightings_that_are_let_go_while_it_reads_are_found_again(books: Books) -> None:
    await books.seen(old("a"), old("b"))
    assert (await books.recovery.run()).back == 2
    waiting = await books.waiting()
    frugal = books.new_recovery(held=1)
    await books.seen(old("orphan"))
    assert (await frugal.run()).back == 1
    await books.client.hdel(f"{books.settings.prefix}front:entries", *waiting)
    assert [(await frugal.run()).back for _ in range(2)] == [0, 2]


async def test_a_ledger_of_many_lines_is_read_to_its_end(books: Books) -> None:
    await books.seen(*(old(f"n{n}") for n in range(1200)))
    done = await books.recovery.run()
    assert (done.lines, done.back) == (1200, 1200)
    assert await books.frontier.size() == 1200
