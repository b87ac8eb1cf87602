"""groups, topics → how many records each stage has not read, and when the oldest was written."""

import time
from collections.abc import Mapping

import msgspec
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaError

from config.clients import connected, kafka_security
from config.settings import Settings
from config.topics import Name, topic_name

READS: dict[str, Name] = {"clean": "raw", "dedup": "clean", "tag": "resolved", "publish": "tagged"}
TIMEOUT = 5.0  # seconds for one question
LOOK = 2.0  # seconds to look at the oldest records

Offsets = dict[TopicPartition, int]


class Lag(msgspec.Struct, frozen=True):
    """`oldest`: ms of the oldest unread record, 0 when all is read."""

    oldest: int
    records: int

    def seconds(self, now: int) -> float:
        return max(0, now - self.oldest) / 1000 if self.oldest else 0.0


class LagMeter:
    """Asks the broker. Blocking: call it in a thread, one call at a time."""

    def __init__(self, settings: Settings) -> None:
        self._security = {"bootstrap_servers": settings.kafka_servers, **kafka_security(settings)}
        self._admin: KafkaAdminClient | None = None
        self._lanes = {
            stage: [
                TopicPartition(topic_name(settings, name), p) for p in range(settings.partitions)
            ]
            for stage, name in READS.items()
        }
        self._groups = {stage: f"{settings.prefix}wiredesk-{stage}" for stage in READS}
        self._measured: Offsets = {}  # ends at the last measure
        self._measured_at = 0

    def measure(self) -> dict[str, Lag]:
        """The lag of each stage. Raises KafkaError; the next call then asks anew who knows."""
        try:
            return self._measure()
        except KafkaError:
            self.close()
            raise

    def _measure(self) -> dict[str, Lag]:
        read, ends, now = self._read(), self._offsets(OffsetSpec.LATEST), now_millis()
        behind = {lane: end - read[lane] for lane, end in ends.items() if end > read[lane]}
        times = self._times(behind, read)
        self._measured, self._measured_at = ends, now
        return {stage: lag_of(lanes, behind, times) for stage, lanes in self._lanes.items()}

    def _read(self) -> Offsets:
        """The next offset each stage will read; of one that never committed, the first there is."""
        first = self._offsets(OffsetSpec.EARLIEST)
        told = self._client().list_group_offsets(
            {self._groups[stage]: lanes for stage, lanes in self._lanes.items()}
        )
        committed = {lane: at.offset for group in told.values() for lane, at in group.items()}
        return {lane: max(begin, committed.get(lane, 0)) for lane, begin in first.items()}

    def _offsets(self, spec: OffsetSpec) -> Offsets:
        asked = {lane: spec for lanes in self._lanes.values() for lane in lanes}
        told = self._client().list_partition_offsets(asked)
        return {lane: at.offset for lane, at in told.items()}

    def _times(self, behind: Offsets, read: Offsets) -> Mapping[TopicPartition, int]:
        """When the next record of each was written. What has come since the last measure is no
        older than that; only what was there before is looked at."""
        old = [lane for lane in behind if self._measured.get(lane, read[lane] + 1) > read[lane]]
        recent = dict.fromkeys(behind, self._measured_at or now_millis())
        return recent | (self._look(old, read) if old else {})

    def _look(self, lanes: list[TopicPartition], read: Offsets) -> dict[TopicPartition, int]:
        consumer = connected(
            KafkaConsumer, **self._security, max_partition_fetch_bytes=1, enable_auto_commit=False,
            auto_offset_reset="earliest", allow_auto_create_topics=False,
        )  # fmt: skip
        times: dict[TopicPartition, int] = {}
        try:
            consumer.assign(lanes)
            for lane in lanes:
                consumer.seek(lane, read[lane])
            deadline = time.monotonic() + LOOK
            while len(times) < len(lanes) and time.monotonic() < deadline:
                for lane, records in consumer.poll(timeout_ms=200).items():
                    times.setdefault(lane, records[0].timestamp)
                    consumer.pause(lane)
        finally:
            consumer.close()
        return times

    def _client(self) -> KafkaAdminClient:
        if self._admin is None:
            timeout = round(1000 * TIMEOUT)
            self._admin = connected(KafkaAdminClient, **self._security, request_timeout_ms=timeout)
        return self._admin

    def close(self) -> None:
        if self._admin is not None:
            self._admin.close()
            self._admin = None


def now_millis() -> int:
    return time.time_ns() // 1_000_000


def lag_of(
    lanes: list[TopicPartition], behind: Offsets, times: Mapping[TopicPartition, int]
) -> Lag:
    unread = [lane for lane in lanes if lane in behind]
    return Lag(
        min((times[lane] for lane in unread), default=0), sum(behind[lane] for lane in unread)
    )
