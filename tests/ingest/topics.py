"""Topics of a test's own on the session's broker, and readers of them."""

import asyncio
import time
import uuid
from collections.abc import Sequence

import msgspec
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from kafka import KafkaConsumer, TopicPartition

from config.books import LedgerLine
from config.cluster import faults, mend, on_cluster
from config.codec import LEDGER
from config.errors import ConfigError
from config.settings import Settings
from config.topics import Topic, all_topics, topic_name


def own_settings(kafka: str, redis_url: str = "", **changes: object) -> Settings:
    """Settings with a prefix of their own, whose topics exist.

    A broker that was frozen a moment ago has no controller yet; aiokafka then fails in many ways.
    """
    deadline = time.monotonic() + 60
    while True:
        settings = drawn_settings(kafka, redis_url, **changes)
        try:
            make_topics(settings)
        except (KafkaError, ConfigError, AttributeError, TimeoutError):
            if time.monotonic() > deadline:
                raise
        else:
            return settings


def make_topics(settings: Settings) -> None:
    on_cluster(settings, lambda admin: created(admin, all_topics(settings, ())))


async def created(admin: AIOKafkaAdminClient, topics: Sequence[Topic]) -> None:
    """Make these topics, and wait until the broker shows them: a role ends where one is missing."""
    await mend(admin, topics, faults(topics, {}))


def drawn_settings(kafka: str, redis_url: str, **changes: object) -> Settings:
    plain = Settings(
        kafka=kafka, redis=redis_url, prefix=f"t{uuid.uuid4().hex[:8]}-", partitions=2,
        fetch_seconds=2, page_delay=0.001,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


class Reader:
    """Reads one topic from its beginning, committed records only."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._consumer = KafkaConsumer(
            bootstrap_servers=settings.kafka_servers,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        topic = topic_name(settings, name)  # type: ignore[arg-type]  # tests name known topics
        self._lanes = [TopicPartition(topic, p) for p in range(settings.partitions)]
        self._consumer.assign(self._lanes)
        self._consumer.seek_to_beginning()
        self.values: list[bytes] = []
        self.headers: list[list[tuple[str, bytes]]] = []

    def read(self) -> list[bytes]:
        """All values so far, up to the end as it is now."""
        ends = self._consumer.end_offsets(self._lanes)
        while any(self._consumer.position(lane) < end for lane, end in ends.items()):
            for records in self._consumer.poll(timeout_ms=100).values():
                self.values += [record.value for record in records]
                self.headers += [list(record.headers) for record in records]
        return self.values

    async def read_at_least(self, count: int, seconds: float = 60) -> list[bytes]:
        """All values, once there are as many."""
        deadline = time.monotonic() + seconds
        while len(await asyncio.to_thread(self.read)) < count:
            assert time.monotonic() < deadline, f"{len(self.values)} of {count} records"
        return self.values

    def close(self) -> None:
        self._consumer.close()


def ledger_lines(values: list[bytes]) -> list[LedgerLine]:
    return [LEDGER.decode(value) for value in values]
