"""Is everything at rest? Nothing waits, nothing is unread, nothing more is written."""

import time
from contextlib import closing
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import CoordinatorLoadInProgressError, NotCoordinatorError

from config.clients import kafka_security, redis_sync
from config.settings import Settings
from deploy.audit.commits import READS
from tests.conftest import wait_until

STILL = 1.5  # seconds without any change after which all is at rest
LOOK = 0.25  # seconds between two looks


def wait_for_rest(settings: Settings, seconds: float) -> None:
    """Raises TimeoutError."""
    with closing(Rest(settings)) as rest:
        wait_until(rest.reached, seconds, "everything at rest")


class Rest:
    """Whether frontier, topics and offsets stand still, with nothing left to be read."""

    def __init__(self, settings: Settings) -> None:
        self._settings, prefix = settings, settings.prefix
        servers: Any = {"bootstrap_servers": settings.kafka_servers, **kafka_security(settings)}
        self._store = redis_sync(settings)
        self._admin, self._consumer = KafkaAdminClient(**servers), KafkaConsumer(**servers)
        self._since, self._last = time.monotonic(), (-1, -1)
        numbers = range(settings.partitions)
        self._lanes = {
            stage: [TopicPartition(f"{prefix}articles.{source}", p) for p in numbers]
            for stage, source in READS.items()
        }
        self._ledger = [TopicPartition(f"{prefix}articles.ledger", p) for p in numbers]

    def close(self) -> None:
        self._store.close()
        self._admin.close()
        self._consumer.close()

    def reached(self) -> bool:
        time.sleep(LOOK)
        try:
            now = (self._waiting() + self._unread(), self._written())
        except (CoordinatorLoadInProgressError, NotCoordinatorError):  # the broker is just back
            now = (-1, -1)
        if now != self._last or now[0]:
            self._since, self._last = time.monotonic(), now
        return time.monotonic() - self._since > STILL

    def _waiting(self) -> int:
        return int(self._store.hlen(f"{self._settings.prefix}front:entries"))

    def _written(self) -> int:
        return sum(self._consumer.end_offsets(self._ledger).values())

    def _unread(self) -> int:
        groups = {f"{self._settings.prefix}wiredesk-{s}": lanes for s, lanes in self._lanes.items()}
        committed = self._admin.list_group_offsets(groups)
        read = {lane: max(0, at.offset) for told in committed.values() for lane, at in told.items()}
        lanes = [lane for lanes in self._lanes.values() for lane in lanes]
        ends = self._consumer.end_offsets(lanes)
        return sum(ends[lane] - read.get(lane, 0) for lane in lanes)
