"""__consumer_offsets → every commit of this installation's groups, as the broker keeps them."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from kafka import KafkaConsumer

from config.clients import kafka_security
from config.settings import Settings
from deploy.reading import partitions

TOPIC = "__consumer_offsets"
KEYS = (0, 1)  # versions of the keys that are commits; 2 and above are about members
DATED = 1  # version of the value from which it says when
WITH_EPOCH = 3
COMPACT = 4  # version from which lengths are varints
READS = {"clean": "raw", "dedup": "clean", "tag": "resolved", "publish": "tagged"}
STILL = 3  # empty polls at the end
POLL_MS = 200


class Commit(NamedTuple):
    """The group of a stage said: everything before `offset` of its source is done."""

    stage: str
    partition: int
    offset: int
    at: int  # ms, by the broker's clock


def commits(settings: Settings) -> list[Commit]:
    """All of them, in the order of each group and partition. Transactions' count once committed."""
    groups = {f"{settings.prefix}wiredesk-{stage}": stage for stage in READS}
    return [told for key, value in raw_commits(settings) if (told := commit(key, value, groups))]


def raw_commits(settings: Settings) -> Iterator[tuple[bytes, bytes]]:
    consumer = KafkaConsumer(
        bootstrap_servers=settings.kafka_servers, group_id=None, enable_auto_commit=False,
        isolation_level="read_committed", auto_offset_reset="earliest",
        exclude_internal_topics=False, bootstrap_timeout_ms=5000, **kafka_security(settings),
    )  # fmt: skip
    try:
        lanes = partitions(consumer, (TOPIC,))
        consumer.assign(lanes)
        consumer.seek_to_beginning(*lanes)
        ends, still = consumer.end_offsets(lanes), 0
        while still < STILL and any(consumer.position(at) < end for at, end in ends.items()):
            batch = consumer.poll(timeout_ms=POLL_MS, max_records=5000)
            still = 0 if batch else still + 1
            for messages in batch.values():
                for message in messages:
                    if message.key and message.value:
                        yield message.key, message.value
    finally:
        consumer.close()


def commit(key: bytes, value: bytes, groups: dict[str, str]) -> Commit | None:
    """A commit of one of these groups (name → stage) to its own source; nothing for the rest."""
    (kind,) = struct.unpack_from(">h", key)
    if kind not in KEYS:
        return None
    group, rest = text(key[2:])
    topic, rest = text(rest)
    (partition,) = struct.unpack_from(">i", rest)
    stage = groups.get(group)
    if stage is None or not topic.endswith(f"articles.{READS[stage]}"):
        return None
    return Commit(stage, partition, *dated(value))


def text(data: bytes) -> tuple[str, bytes]:
    """A string behind its length, and what follows it."""
    (length,) = struct.unpack_from(">h", data)
    return data[2 : 2 + length].decode(), data[2 + length :]


def dated(value: bytes) -> tuple[int, int]:
    """Offset and time of a commit."""
    version, offset = struct.unpack_from(">hq", value)
    at = 10 + (4 if version >= WITH_EPOCH else 0)
    if version >= COMPACT:
        at += 1 + value[at] - 1  # metadata, behind its length plus one
    else:
        at += 2 + struct.unpack_from(">h", value, at)[0]
    return offset, struct.unpack_from(">q", value, at)[0] if version >= DATED else 0
