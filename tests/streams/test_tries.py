"""Who is tried alone after a crash, and whose deaths are counted."""

from collections.abc import AsyncIterator

import pytest

from config.clients import redis_client
from config.health import Pulse
from config.settings import Settings
from streams.parcels import Message
from streams.tries import Tries
from tests.streams.plain_worker import PlainStage


@pytest.fixture
async def process(redis_url: str) -> AsyncIterator["Processes"]:
    processes = Processes(Settings(redis=redis_url, prefix="t."))
    yield processes
    await processes.redis.aclose()


class Pairs(PlainStage):
    batch = 2


class Processes:
    def __init__(self, settings: Settings) -> None:
        self.settings, self.redis = settings, redis_client(settings)

    def __call__(self) -> Tries:
        return Tries(Pairs(), self.settings, self.redis, Pulse())


def message(partition: int = 0, offset: int = 5) -> Message:
    return Message(topic="t", partition=partition, offset=offset, key=None, value=None)


async def test_nobody_is_suspected_after_a_clean_start(process: Processes) -> None:
    one = process()
    assert await one.suspects([message(0), message(1)], 1) == set()
    await one.goodbye()
    assert await process().suspects([message(0), message(1)], 1) == set()


async def test_as_many_messages_of_a_dead_process_are_suspected_as_it_took_at_once(
    process: Processes,
) -> None:
    await process().suspects([message(0)], 1)
    heir = process()
    assert await heir.suspects([message(0), message(1)], 1) == {"t/0/5"}
    assert await heir.suspects([message(0, 6), message(0, 7)], 1) == {"t/0/6"}
    assert await heir.suspects([message(0, 8)], 1) == set()


async def test_a_process_does_not_suspect_itself_after_a_rebalance(process: Processes) -> None:
    one = process()
    await one.suspects([message()], 1)
    assert await one.suspects([message()], 2) == set()


async def test_who_says_goodbye_leaves_the_partitions_of_others_alone(process: Processes) -> None:
    one, heir = process(), process()
    await one.suspects([message()], 1)
    await heir.suspects([message()], 1)
    await one.goodbye()
    assert await process().suspects([message()], 1) == {"t/0/5"}


async def test_counts_the_deaths_at_one_position_alone(process: Processes) -> None:
    assert [await process().deaths(message()) for _ in range(4)] == [0, 1, 2, 3]
    assert await process().deaths(message(0, 6)) == 0
    await process().survived(message())
    assert await process().deaths(message()) == 0


async def test_every_mark_ends_by_itself(process: Processes) -> None:
    await process().suspects([message()], 1)
    await process().deaths(message())
    keys = await process.redis.keys("*")
    assert sorted(keys) == [b"t.try:tag:t/0", b"t.try:tag:t/0/5"]
    assert all([await process.redis.ttl(key) > 0 for key in keys])
