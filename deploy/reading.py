"""Reading topics from the outside, without a group: what tail, trace, dead and audit stand on."""

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from config.clients import connected, kafka_security
from config.errors import ConfigError
from config.settings import Settings

STILL = 3.0  # seconds without progress after which a bounded reading is complete: what is left
# are control records and open transactions, which no reader is shown
POLL_MS = 200


class Record(NamedTuple):
    """One record, its headers decoded to a mapping of names to bytes."""

    topic: str
    partition: int
    offset: int
    timestamp: int  # ms
    key: bytes
    value: bytes
    headers: dict[str, bytes]


def reader(settings: Settings, group: str | None = None) -> KafkaConsumer:
    """A consumer that sees committed records only. Raises ConfigError without Kafka.

    Of no group, or of one whose offsets it may ask for; it never joins it.
    """
    try:
        return connected(
            KafkaConsumer,
            bootstrap_servers=settings.kafka_servers,
            group_id=group,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            bootstrap_timeout_ms=5000,
            max_partition_fetch_bytes=8 << 20,
            **kafka_security(settings),
        )
    except KafkaError as error:
        where = ",".join(settings.kafka_servers)
        raise ConfigError(f"no Kafka at {where} ({type(error).__name__}): is it up?") from None


def partitions(consumer: KafkaConsumer, topics: Sequence[str]) -> list[TopicPartition]:
    """All partitions of these topics. Raises ConfigError naming the topic that is missing."""
    found: list[TopicPartition] = []
    for topic in topics:
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise ConfigError(f"no topic {topic}: run `wiredesk topics create`")
        found += [TopicPartition(topic, number) for number in sorted(numbers)]
    return found


def read_so_far(
    settings: Settings,
    topics: Sequence[str],
    *,
    since_ms: int | None = None,
    only: int | None = None,
) -> Iterator[Record]:
    """Every committed record up to now, partition by partition in order, from `since_ms` if given.

    `only` restricts the reading to that partition number.
    """
    consumer = reader(settings)
    try:
        lanes = [p for p in partitions(consumer, topics) if only is None or p.partition == only]
        consumer.assign(lanes)
        start_at(consumer, lanes, since_ms)
        yield from until_ends(consumer, consumer.end_offsets(lanes))
    finally:
        consumer.close()


def start_at(consumer: KafkaConsumer, lanes: list[TopicPartition], since_ms: int | None) -> None:
    if since_ms is None:
        consumer.seek_to_beginning(*lanes)
        return
    found = consumer.offsets_for_times(dict.fromkeys(lanes, since_ms))
    ends = consumer.end_offsets(lanes)
    for lane in lanes:
        consumer.seek(lane, found[lane].offset if found.get(lane) else ends[lane])


def until_ends(consumer: KafkaConsumer, ends: dict[TopicPartition, int]) -> Iterator[Record]:
    moved = time.monotonic()
    while any(consumer.position(lane) < end for lane, end in ends.items()):
        batch = shown(consumer.poll(timeout_ms=POLL_MS, max_records=1000))
        if batch:
            moved = time.monotonic()
        elif time.monotonic() - moved > STILL:
            return
        yield from batch


def follow(
    settings: Settings, topics: Sequence[str], since_ms: int | None
) -> Iterator[Record | None]:
    """Records as they come, from `since_ms` or from now on; `None` whenever nothing came."""
    consumer = reader(settings)
    try:
        lanes = partitions(consumer, topics)
        consumer.assign(lanes)
        if since_ms is None:
            consumer.seek_to_end(*lanes)
            for lane in lanes:
                consumer.position(lane)  # resolved now, not at the first poll
        else:
            start_at(consumer, lanes, since_ms)
        while True:
            batch = shown(consumer.poll(timeout_ms=POLL_MS, max_records=500))
            yield from batch
            if not batch:
                yield None
    finally:
        consumer.close()


def shown(batch: dict[TopicPartition, list[Any]]) -> list[Record]:
    return [
        Record(
            m.topic, m.partition, m.offset, m.timestamp, m.key or b"", m.value or b"",
            {name: value or b"" for name, value in m.headers},
        )
        for messages in batch.values()
        for m in messages
    ]  # fmt: skip
