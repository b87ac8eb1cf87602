"""A lost memory is filled again: published articles and copies, then what is still on its way."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import msgspec
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from config.clients import kafka_security
from config.codec import PUBLISHED, RESOLVED
from config.health import Pulse
from config.patience import patiently
from config.settings import Settings
from config.topics import Name, topic_name
from streams.memory import Memory
from streams.verdict import Recalled, question

log = logging.getLogger(__name__)

POLL_MS = 50  # a log that ends in a transaction's marker wakes no reader; short polls find its end
CHUNK = 100  # records: 40 ms in Redis; one that is called away for seconds in a script says BUSY
AT_ONCE = 4  # chunks on their way: Redis has the next one when it is done with one
PUBLIC: tuple[Name, ...] = ("enriched", "copies")
LONGEST_WAY = 4 * 3600.0  # seconds, or LIMITS times lag_seconds: lanes keep the order, so what is
LIMITS = 6  # not published yet was resolved after the newest published one less its way

Newest = dict[int, int]  # partition → moment of its newest published record, milliseconds


async def refill(memory: Memory, pulse: Pulse) -> None:
    """Recall everything that was decided. Waits while Kafka is away; says how far it is."""
    settings = memory.settings
    consumer = await patiently(lambda: reader(settings), pulse, "kafka", (KafkaError, OSError))
    write = Writing(memory)
    try:
        newest: Newest = {}
        for name in PUBLIC:
            async for records in history(consumer, lanes(settings, name), {}, pulse):
                await write.next(records, recalled_published)
                note(newest, records)
        since = tail(newest, settings.lag_seconds)
        async for records in history(consumer, lanes(settings, "resolved"), since, pulse):
            await write.next(records, recalled_resolved)
    finally:
        await write.done()
        await consumer.stop()


async def newest_sent(settings: Settings, pulse: Pulse) -> int:
    """When dedup's newest record was sent, in ms; 0 where there is none. Waits for Kafka."""
    consumer = await patiently(lambda: reader(settings), pulse, "kafka", (KafkaError, OSError))
    newest: Newest = {}
    try:
        consumer.assign(lanes(settings, "resolved"))
        ends = await consumer.end_offsets(lanes(settings, "resolved"))
        for lane, end in ends.items():
            consumer.seek(lane, max(0, end - 1))
        while missing := await unread(consumer, ends):
            for records in (await consumer.getmany(*missing, timeout_ms=POLL_MS)).values():
                note(newest, records)
    finally:
        await consumer.stop()
    return max(newest.values(), default=0)


class Writing:
    """Redis writes some chunks while a thread hashes the next: twice as fast as in turns.

    In the loop itself, hashing would keep the next script from being sent.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._under_way: deque[asyncio.Task[None]] = deque()

    async def next(
        self, records: Sequence[ConsumerRecord], recall: Callable[[bytes], Recalled]
    ) -> None:
        chunk = await asyncio.to_thread(recalled, records, recall)
        if len(self._under_way) == AT_ONCE:
            await self._under_way.popleft()
        self._under_way.append(asyncio.create_task(self._memory.recall(chunk)))

    async def done(self) -> None:
        while self._under_way:
            await self._under_way.popleft()


def note(newest: Newest, records: Sequence[ConsumerRecord]) -> None:
    for record in records:
        newest[record.partition] = max(newest.get(record.partition, 0), record.timestamp)


def tail(newest: Newest, lag_seconds: float) -> Newest:
    """From when on articles of each partition may not have been published yet."""
    reach = int(max(LONGEST_WAY, LIMITS * lag_seconds) * 1000)
    return {partition: moment - reach for partition, moment in newest.items()}


async def reader(settings: Settings) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_servers,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=4 << 20,
        **kafka_security(settings),
    )
    await consumer.start()
    return consumer


def lanes(settings: Settings, name: Name) -> list[TopicPartition]:
    topic = topic_name(settings, name)
    return [TopicPartition(topic, partition) for partition in range(settings.partitions)]


async def history(
    consumer: AIOKafkaConsumer, lanes: list[TopicPartition], since: Newest, pulse: Pulse
) -> AsyncIterator[list[ConsumerRecord]]:
    """All records up to now, by chunks; of the partitions in `since` only from that moment on."""
    consumer.assign(lanes)
    ends = await consumer.end_offsets(lanes)
    for lane, first in (await starts(consumer, ends, since)).items():
        consumer.seek(lane, first)
    every = sum(ends.values()) - sum([await consumer.position(lane) for lane in lanes])
    while missing := await unread(consumer, ends):
        batches = await consumer.getmany(*missing, timeout_ms=POLL_MS, max_records=CHUNK)
        records = [record for batch in batches.values() for record in batch]
        pulse.tick()
        if records:
            yield records
            left = sum([ends[lane] - await consumer.position(lane) for lane in lanes])
            facts = {"topic": lanes[0].topic, "left": left, "of": every}
            pulse.not_ready = f"filling dedup's memory: {left} of {every} left in {lanes[0].topic}"
            log.info("filling", extra=facts)


async def starts(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int], since: Newest
) -> dict[TopicPartition, int]:
    """The first offset to read of each lane. (seek_to_beginning races with the first reset.)"""
    first: dict[TopicPartition, int] = await consumer.beginning_offsets(list(ends))
    moments = {lane: since[lane.partition] for lane in ends if since.get(lane.partition, 0) > 0}
    places = await consumer.offsets_for_times(moments) if moments else {}
    return first | {
        lane: place.offset if place else ends[lane]  # without a place nothing is that new
        for lane, place in places.items()
    }


async def unread(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]
) -> list[TopicPartition]:
    return [lane for lane, end in ends.items() if await consumer.position(lane) < end]


def recalled(
    records: Sequence[ConsumerRecord], recall: Callable[[bytes], Recalled]
) -> list[Recalled]:
    """What is recalled of each record; a broken one is told of and left out."""
    known = []
    for record in records:
        try:
            known.append(recall(record.value or b""))
        except (msgspec.DecodeError, ValueError, IndexError) as error:
            place = f"{record.topic}/{record.partition}/{record.offset}"
            log.warning("not recalled", extra={"position": place, "error": str(error)})
    return known


def recalled_published(value: bytes) -> Recalled:
    record = PUBLISHED.decode(value)
    item, ours = record.item, record.wiredesk
    asked = question(
        id=ours.id,
        seen_at=ours.seen_at,
        language=item.language,
        title=item.headlines[0].value,
        text=item.bodies[0].value if item.bodies else "",
        completeness=ours.text.completeness,
    )
    decided = {"word": ours.verdict, "kind": ours.kind, "of": ours.of, "story": ours.story}
    known = {"known": ours.overlap.new_in_old if ours.overlap else None}
    return msgspec.convert(decided | known | {"question": asked}, Recalled)


def recalled_resolved(value: bytes) -> Recalled:
    one = RESOLVED.decode(value)
    asked = question(
        id=one.id,
        seen_at=one.seen_at,
        language=one.language,
        title=one.title,
        text=one.text,
        completeness=one.completeness,
    )
    known = one.overlap.new_in_old if one.overlap else None
    return Recalled(
        question=asked, word=one.word, kind=one.kind, of=one.of, story=one.story, known=known
    )
