"""What the broker says of a desk's topic: where it begins, ends, and stood a moment ago."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

from aiokafka import AIOKafkaConsumer, TopicPartition

from config.moments import now_ms
from config.topics import DESK_PARTITIONS
from streams.web.events import Positions, is_kept, positions_of

PATIENCE = 5.0  # seconds Kafka has to answer before a reader is told to come back
RECENT_MS = 10_000  # the store lags behind the topic by a fold; who reads on repeats so much
REMEMBERED = 1.0  # seconds one answer about the recent past serves everybody


def lanes(topic: str) -> list[TopicPartition]:
    return [TopicPartition(topic, number) for number in range(DESK_PARTITIONS)]


class Offsets:
    """Asks with one consumer that reads nothing. All raise KafkaError or TimeoutError."""

    def __init__(self, consumers: Callable[[], AIOKafkaConsumer]) -> None:
        self._consumers = consumers
        self._consumer: AIOKafkaConsumer | None = None
        self._starting = asyncio.Lock()
        self._recent: dict[str, tuple[float, Positions]] = {}

    async def kept(self, topic: str, written: str) -> Positions | None:
        """The positions an event's id names, if nothing from there on has been lost."""
        at = positions_of(written, DESK_PARTITIONS)
        if at is None:
            return None
        async with asyncio.timeout(PATIENCE):
            consumer, asked = await self._started(), lanes(topic)
            first = await consumer.beginning_offsets(asked)
            end = await consumer.end_offsets(asked)
        return at if is_kept(at, in_order(asked, first), in_order(asked, end)) else None

    async def recent(self, topic: str) -> Positions:
        """Where the topic stood ten seconds ago."""
        asked_at, at = self._recent.get(topic, (0.0, ()))
        if not at or time.monotonic() - asked_at > REMEMBERED:
            async with asyncio.timeout(PATIENCE):
                at = await self._since(topic, now_ms() - RECENT_MS)
            self._recent[topic] = time.monotonic(), at
        return at

    async def stop(self) -> None:
        if self._consumer:
            await self._consumer.stop()

    async def _since(self, topic: str, ms: int) -> Positions:
        consumer, asked = await self._started(), lanes(topic)
        found = await consumer.offsets_for_times(dict.fromkeys(asked, ms))
        end = await consumer.end_offsets(asked)
        return tuple(found[lane].offset if found[lane] else end[lane] for lane in asked)

    async def _started(self) -> AIOKafkaConsumer:
        async with self._starting:
            if self._consumer is None:
                self._consumer = await started(self._consumers())
        return self._consumer


async def started(consumer: AIOKafkaConsumer) -> AIOKafkaConsumer:
    """The consumer, connected; closed again when that fails, or nobody waits for it any more."""
    async with AsyncExitStack() as unless_started:
        unless_started.push_async_callback(consumer.stop)
        async with asyncio.timeout(PATIENCE):
            await consumer.start()
        unless_started.pop_all()
    return consumer


def in_order(asked: list[TopicPartition], found: dict[TopicPartition, int]) -> Positions:
    return tuple(found[lane] for lane in asked)
