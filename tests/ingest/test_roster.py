from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import redis.asyncio

from config.moments import now_ms
from ingest.marks import Marks
from ingest.roster import Forgotten, Roster
from tests.ingest.sightings import (
    PREFIX,
    a_feed,
    a_save,
    a_sighting,
    an_entry,
    bring_on,
    client_of,
    known_of,
    one_turn,
    remember,
)

LEASE = 600.0  # seconds; no test waits for its end, whatever else the machine does


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator["redis.asyncio.Redis"]:
    async with client_of(redis_url) as client:
        await remember(client)
        yield client


@pytest.fixture
def roster(client: "redis.asyncio.Redis") -> Roster:
    return Roster(client, PREFIX, LEASE)


async def due(roster: Roster, *changes: dict[str, str]) -> None:
    """Declare feeds, and let their first poll be due, in this order."""
    feeds = [a_feed(**change) for change in changes or [{}]]
    await roster.sync(feeds)
    await bring_on(roster._redis, *(feed.id for feed in feeds))


async def test_a_declared_feed_is_leased_once(roster: Roster) -> None:
    await due(roster)
    turn = await one_turn(roster)
    assert (turn.feed, turn.due, turn.failures, turn.etag) == ("ziar", 1, 0, "")
    assert await roster.lease(10) == []


async def test_a_redis_that_has_forgotten_leases_nothing(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    await client.flushall()
    with pytest.raises(Forgotten):
        await roster.lease(10)


async def test_what_a_poll_learned_comes_back_with_the_next_lease(roster: Roster) -> None:
    await due(roster)
    saved = a_save(due=now_ms(), etag='"x"', last_modified="Tue", body="00ff", failures=2, ttl=9)
    assert await roster.save(await one_turn(roster), saved)
    turn = await one_turn(roster)
    assert (turn.etag, turn.last_modified, turn.body) == ('"x"', "Tue", "00ff")
    assert (turn.failures, turn.ttl) == (2, 9)


async def test_a_dead_pollers_lease_is_taken_over_and_its_save_refused(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    await due(roster)
    dead = await one_turn(roster)
    await bring_on(client, "ziar")
    living = await one_turn(roster)
    assert not await roster.save(dead, a_save(a_sighting("late"), etag="late"))
    assert not (await known_of(client, PREFIX)).etag
    assert await client.hlen(f"{PREFIX}front:entries") == 0
    assert await roster.save(living, a_save(etag="good"))
    assert not await roster.save(living, a_save(etag="twice"))


async def test_validators_marks_and_frontier_are_saved_together(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    await due(roster)
    marks = Marks().after({"a": an_entry("a")})
    seen = a_sighting("a")
    save = msgspec.structs.replace(a_save(seen, etag="e"), marks=marks)
    assert await roster.save(await one_turn(roster), save)
    assert await roster.marks("ziar") == marks
    assert await client.hkeys(f"{PREFIX}front:entries") == [seen.key.encode()]
    assert await client.zrange(f"{PREFIX}front:hosts", 0, -1) == [b"ziar.example"]
    assert await client.hget(f"{PREFIX}known:a", "c:ziar") == seen.content.encode()


async def test_an_ended_entry_is_known_but_not_on_the_frontier(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    await due(roster)
    save = msgspec.structs.replace(a_save(), ended=(a_sighting("a"),))
    await roster.save(await one_turn(roster), save)
    assert await client.exists(f"{PREFIX}known:a")
    assert await client.hlen(f"{PREFIX}front:entries") == 0


async def test_a_released_feed_is_due_at_once(roster: Roster) -> None:
    await due(roster)
    turn = await one_turn(roster)
    await roster.release(turn)
    again = await one_turn(roster)
    await roster.release(turn)  # not its own any more
    assert await roster.lease(10) == []
    assert again.due == turn.due


async def test_syncing_again_leaves_the_schedule_alone(roster: Roster) -> None:
    await due(roster)
    await roster.save(await one_turn(roster), a_save(etag="kept"))
    assert await roster.sync([a_feed()]) == 0
    assert await roster.lease(10) == []


async def test_a_new_address_is_asked_soon(roster: Roster) -> None:
    await due(roster)
    await roster.save(await one_turn(roster), a_save(due=now_ms() + 86_400_000, etag="old"))
    assert await roster.sync([a_feed(url="https://ziar.example/new")]) == 1
    await bring_on(roster._redis, "ziar")
    assert (await one_turn(roster)).etag == "old", "its turn forgets, see turn.py"


async def test_a_shorter_interval_takes_effect_at_once(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    await roster.sync([a_feed(min_interval="1d")])
    await client.zadd(f"{PREFIX}feed:due", {"ziar": now_ms() + 86_400_000})
    await roster.sync([a_feed(min_interval="5s")])
    score = await client.zscore(f"{PREFIX}feed:due", "ziar")
    assert score is not None and score <= now_ms() + 5000


async def test_a_feed_declared_no_more_is_dropped_and_its_marks_fade(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    await due(roster)
    marks = Marks().after({"a": an_entry("a")})
    await roster.save(await one_turn(roster), msgspec.structs.replace(a_save(), marks=marks))
    await roster.sync([a_feed(id="other")])
    assert not await client.exists(f"{PREFIX}feed:ziar:known")
    assert await client.zrange(f"{PREFIX}feed:due", 0, -1) == [b"other"]
    assert await client.ttl(f"{PREFIX}feed:ziar:seen") > 86_400
    await due(roster)
    assert await client.ttl(f"{PREFIX}feed:ziar:seen") == -1


async def test_failing_feeds_are_counted_until_they_answer(roster: Roster) -> None:
    await due(roster)
    failing = a_save(due=now_ms(), failures=1, state="failing")
    await roster.save(await one_turn(roster), failing)
    assert (await roster.standings())["failing"] == 1
    await roster.save(await one_turn(roster), a_save())
    assert (await roster.standings())["failing"] == 0


async def test_a_host_is_asked_twice_at_once_whoever_asks(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    await due(roster, *({"id": f"f{n}"} for n in range(5)))
    other = Roster(client, PREFIX, LEASE)
    first, second = await roster.lease(1), await other.lease(9)
    assert (len(first), len(second)) == (1, 1)
    assert await other.lease(9) == []
    await roster.save(first[0], a_save())
    await bring_on(client, "f2", "f3", "f4")
    assert len(await other.lease(9)) == 1
    await roster.release(second[0])
    busy = await client.hget(f"{PREFIX}feed:busy", "ziar.example")
    assert isinstance(busy, bytes)
    assert len(busy.splitlines()) == 1


async def test_a_host_that_says_429_rests_and_with_a_second_one_their_domain(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    hosts = ("a.ziar.example", "b.ziar.example", "c.ziar.example", "alt.example")
    await due(roster, *({"id": host, "url": f"https://{host}/rss"} for host in hosts))
    turns = {turn.feed: turn for turn in await roster.lease(9)}
    limited = a_save(due=1, failures=1, state="failing", rest=50)
    await roster.save(turns[hosts[0]], limited)
    resting = [await client.pttl(f"{PREFIX}host:rest:{host}") > 0 for host in hosts]
    assert resting == [True, False, False, False]
    assert await roster.lease(9) == [], "due at once, but its host rests"
    await roster.save(turns[hosts[1]], limited)
    resting = [await client.pttl(f"{PREFIX}host:rest:{host}") > 0 for host in hosts]
    assert resting == [True, True, True, False]


async def test_the_longest_waiting_feed_comes_first(roster: Roster) -> None:
    await due(roster, *({"id": f"f{n}", "url": f"https://{n}.example/"} for n in range(6)))
    first, second = await roster.lease(3), await roster.lease(9)
    assert [turn.feed for turn in first] == ["f0", "f1", "f2"]
    assert [turn.feed for turn in second] == ["f3", "f4", "f5"]


async def test_of_very_many_entries_most_leave_others_room(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    await due(roster)
    before = now_ms()
    many = [a_sighting(f"n{place:03}", url="") for place in range(300)]
    assert await roster.save(await one_turn(roster), a_save(*many))
    queue: Any = await client.zrange(f"{PREFIX}front:host:-", 0, -1, withscores=True)
    waits = sorted(due - before for _, due in queue)
    assert len(waits) == 300
    assert waits[99] < waits[-1] - 4000  # the first hundred are due at once, the last 5 s later
    assert waits[0] == waits[99]


async def test_a_restarted_poller_gives_back_what_it_held_and_nothing_else(
    roster: Roster, client: "redis.asyncio.Redis"
) -> None:
    await due(roster, *({"id": f"f{n}", "url": f"https://{n}.example/"} for n in range(3)))
    (dead,) = await Roster(client, PREFIX, LEASE, "aa").lease(1)
    (living,) = await Roster(client, PREFIX, LEASE, "bb").lease(1)
    again = Roster(client, PREFIX, LEASE, "aa")
    assert (await again.reclaim(), await again.reclaim()) == (1, 0)
    assert not await roster.save(dead, a_save())
    assert sorted(turn.feed for turn in await again.lease(9)) == ["f0", "f2"]
    assert await roster.save(living, a_save())
