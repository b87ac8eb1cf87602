"""When the breaker opens and closes; its state on a real Redis."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from config.clients import redis_client
from config.health import Pulse
from config.metrics import BREAKER
from config.settings import Settings
from streams.breaker import LOOKED_AT, Breaker, Window
from streams.stage import Ends, Outcome, Parked, Passed

BAD = Parked(ValueError())
GOOD: list[Outcome] = [Passed(b""), Ends("old"), Passed(b"", ValueError())]


def test_so_many_in_a_row_are_too_many() -> None:
    window = Window(run=3, share=1)
    assert [window.trips(one) for one in (BAD, BAD, GOOD[0], BAD, BAD, BAD)] == [False] * 5 + [True]


def test_so_large_a_share_of_the_last_ones_is_too_large() -> None:
    window = Window(run=LOOKED_AT, share=0.5)
    tripped = [window.trips(BAD if place % 2 else GOOD[0]) for place in range(LOOKED_AT)]
    assert tripped == [False] * (LOOKED_AT - 1) + [True]


def test_what_is_rejected_or_leaves_evidence_is_no_trouble() -> None:
    window = Window(run=2, share=0.01)
    assert not any(window.trips(one) for one in GOOD * LOOKED_AT)


@pytest.fixture
async def breaker(redis_url: str) -> AsyncIterator[Breaker]:
    async for one in made(redis_url):
        yield one


async def made(redis_url: str) -> AsyncIterator[Breaker]:
    settings = Settings(redis=redis_url, breaker_run=2, breaker_seconds=0.01)
    client = redis_client(settings)
    yield Breaker("tag", settings, client, Pulse())
    await client.aclose()


def test_carries_out_what_came_before_it_opens(breaker: Breaker) -> None:
    assert breaker.through([GOOD[0], BAD, BAD, BAD]) == (3, True)
    assert breaker.through([GOOD[0]]) == (1, False)


async def test_tries_one_message_after_the_other_until_three_in_a_row_go_well(
    breaker: Breaker,
) -> None:
    tried: list[int] = []

    async def decide(message: int) -> Outcome:
        tried.append(message)
        return GOOD[0] if len(tried) > 3 else BAD

    await breaker.open()
    await breaker.closed(decide, [1, 2])
    assert tried == [1, 2, 1, 2, 1, 2]
    assert BREAKER.labels("tag")._value.get() == 0
    await breaker.closed(decide, [1, 2])
    assert len(tried) == 6, "nothing is tried while it is closed"


async def test_one_process_opens_it_for_all_and_an_operator_closes_it(
    breaker: Breaker, redis_url: str
) -> None:
    async for other in made(redis_url):
        await breaker.open()

        async def decide(message: int) -> Outcome:
            return BAD

        waits = asyncio.create_task(other.closed(decide, [1]))
        await asyncio.wait({waits}, timeout=0.2)
        assert not waits.done()
        assert other._pulse.unready() == "the breaker of tag is open"
        await other._redis.delete("brk:tag")
        await asyncio.wait_for(waits, 5)
        assert other._pulse.unready() is None
