import asyncio
from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from config.moments import now_ms
from config.settings import Settings
from ingest.frontier import LONGEST_WAIT, Errand, Frontier
from ingest.recovery import packed, row_of
from ingest.scripts import Script, text
from ingest.sighting import Sighting
from tests.ingest.sightings import PREFIX, a_sighting, client_of, settings_for

DELAY = 0.2  # seconds between two requests to a host, in these tests


class Queue:
    """A frontier, and a way to put entries on it."""

    def __init__(self, client: "redis.asyncio.Redis", settings: Settings) -> None:
        self.client, self.frontier = client, Frontier(client, settings)
        self._restore = Script(client, PREFIX, "known", "queue", "restore")

    async def add(self, *seen: Sighting) -> int:
        rows = packed(row_of(one) for one in seen)
        return int(await self._restore(now_ms(), packed([]), rows))

    async def lease(self, count: int = 10) -> tuple[Errand, ...]:
        return (await self.frontier.lease(count)).errands

    async def lease_within(self, seconds: float, count: int = 10) -> tuple[Errand, ...]:
        """What can be leased by then."""
        deadline = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < deadline:
            if found := await self.lease(count):
                return found
            await asyncio.sleep(0.01)
        return ()


@pytest.fixture
async def queue(redis_url: str) -> AsyncIterator[Queue]:
    async with client_of(redis_url) as client:
        yield Queue(client, settings_for(redis_url, page_delay=DELAY))


def elsewhere(name: str, host: str) -> Sighting:
    return a_sighting(name, url=f"https://{host}/{name}")


async def test_an_entry_is_leased_with_all_it_needs(queue: Queue) -> None:
    seen = a_sighting("a", html="<p>ș")
    assert await queue.add(seen) == 1
    (errand,) = await queue.lease()
    assert (errand.sighting, errand.tries, errand.host) == (seen, 0, "ziar.example")


async def test_the_same_version_is_queued_once(queue: Queue) -> None:
    seen = a_sighting("a", 1_700_000_000_000)
    assert await queue.add(seen) == 1
    assert await queue.add(seen) == 0


async def test_one_host_is_asked_at_its_pace_and_others_meanwhile(queue: Queue) -> None:
    await queue.add(a_sighting("a"), a_sighting("b"), elsewhere("c", "post.example"))
    first = await queue.lease()
    assert sorted(errand.host for errand in first) == ["post.example", "ziar.example"]
    began = now_ms()
    (second,) = await queue.lease_within(2)
    assert second.host == "ziar.example"
    assert now_ms() - began >= 1000 * DELAY - 50


async def test_a_host_answers_two_requests_at_once_at_most(queue: Queue) -> None:
    await queue.add(*(a_sighting(name) for name in "abc"))
    (first,), (_,) = await queue.lease(), await queue.lease_within(1)
    slow = Frontier(queue.client, settings_for("", fetch_seconds=30, page_delay=0.001))
    await queue.client.delete(f"{PREFIX}front:polite:ziar.example")
    await queue.client.zadd(f"{PREFIX}front:hosts", {"ziar.example": 0})
    assert (await slow.lease(10)).errands == ()
    await queue.frontier.done(first)
    assert [errand.sighting.entry.id for errand in await queue.lease_within(1)] == ["c"]


async def test_a_host_is_spared_also_when_its_queue_was_empty(queue: Queue) -> None:
    await queue.add(a_sighting("a"))
    (errand,) = await queue.lease()
    await queue.frontier.done(errand)
    await queue.add(a_sighting("b"))
    assert await queue.lease() == ()
    assert len(await queue.lease_within(1)) == 1


async def test_a_host_that_asks_for_more_time_gets_it(queue: Queue) -> None:
    await queue.add(a_sighting("a"), a_sighting("b"))
    (errand,) = await queue.lease()
    await queue.frontier.done(errand, rest=20)
    assert 19_000 < await queue.client.pttl(f"{PREFIX}front:polite:ziar.example") <= 20_000
    assert await queue.lease_within(0.5) == ()


async def test_entries_without_a_page_wait_for_nobody(queue: Queue) -> None:
    await queue.add(*(a_sighting(f"n{n}", url="") for n in range(7)))
    assert len(await queue.lease(5)) == 5
    assert len(await queue.lease(5)) == 2


async def test_what_is_done_leaves_nothing_behind_but_that_it_was_sent(queue: Queue) -> None:
    seen = a_sighting("a")
    await queue.add(seen)
    (errand,) = await queue.lease()
    assert await queue.frontier.done(errand)
    left = {text(key) for key in await queue.client.keys(f"{PREFIX}front:*")}
    assert left == {f"{PREFIX}front:sent", f"{PREFIX}front:polite:ziar.example"}
    assert await queue.add(seen) == 0
    assert await queue.frontier.size() == 0


async def test_a_dead_pollers_entry_is_taken_over(queue: Queue) -> None:
    await queue.add(a_sighting("a"))
    (dead,) = await queue.lease()
    (living,) = await queue.lease_within(2)  # three deadlines of 0.1 s
    assert not await queue.frontier.done(dead)
    assert not await queue.frontier.retry(dead)
    assert living.tries == 0
    assert await queue.frontier.size() == 1
    assert await queue.frontier.done(living)


async def test_a_page_that_did_not_come_is_tried_later(queue: Queue) -> None:
    hasty = Frontier(queue.client, settings_for("", page_patience=2.4, page_delay=0.001))
    await queue.add(a_sighting("a"))
    (errand,) = (await hasty.lease(1)).errands
    assert await hasty.retry(errand)
    assert (await hasty.lease(1)).errands == ()
    (again,) = await queue.lease_within(2, 1)  # a 24th of the patience: 0.1 s
    assert again.tries == 1


async def test_an_entry_given_back_untried_is_due_at_once(queue: Queue) -> None:
    await queue.add(a_sighting("a"))
    (errand,) = await queue.lease()
    await queue.frontier.release(errand)
    (again,) = await queue.lease_within(1)
    assert again.tries == 0


async def test_a_page_that_never_came_leaves_the_article_open_for_fuller_text(queue: Queue) -> None:
    await queue.client.hset(f"{PREFIX}known:a", mapping={"seen": "1", "size": "1000000000"})
    await queue.add(a_sighting("a"))
    (errand,) = await queue.lease()
    await queue.frontier.done(errand, size=12)
    assert await queue.client.hget(f"{PREFIX}known:a", "size") == b"12"


async def test_an_empty_lease_says_when_to_come_again(queue: Queue) -> None:
    assert (await queue.frontier.lease(1)).wait == LONGEST_WAIT
    await queue.add(a_sighting("a"), a_sighting("b"))
    await queue.lease()
    assert 0 < (await queue.frontier.lease(1)).wait <= LONGEST_WAIT


async def test_an_article_is_known_by_its_other_addresses_unless_they_are_articles(
    queue: Queue,
) -> None:
    await queue.client.hset(f"{PREFIX}known:taken", "seen", "1")
    for name, other in (("a", "other"), ("b", "other"), ("c", "taken")):
        await queue.add(elsewhere(name, f"{name}.example"))
        (errand,) = await queue.lease()
        assert await queue.frontier.done(errand, aliases=[other])
    assert await queue.client.get(f"{PREFIX}alias:other") == b"a", "the first one wins"
    assert await queue.client.ttl(f"{PREFIX}alias:other") > 0
    assert not await queue.client.exists(f"{PREFIX}alias:taken")


async def test_a_restarted_poller_gives_back_what_it_held_and_nothing_else(queue: Queue) -> None:
    settings = settings_for("", page_delay=0, fetch_seconds=600)
    await queue.add(*(elsewhere(name, f"{name}.example") for name in "abc"))
    (dead,) = (await Frontier(queue.client, settings, "aa").lease(1)).errands
    (living,) = (await Frontier(queue.client, settings, "bb").lease(1)).errands
    again = Frontier(queue.client, settings, "aa")
    assert (await again.reclaim(), await again.reclaim()) == (1, 0)
    assert not await again.done(dead), "who still holds it is fenced"
    leased = {errand.host for errand in (await again.lease(9)).errands}
    assert leased == {"a.example", "b.example", "c.example"} - {living.host}
    assert await again.done(living)
