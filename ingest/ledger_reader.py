"""articles.ledger → its lines, from given offsets to today's end. Blocking: call it in a thread."""

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

import msgspec
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaTimeoutError

from config.books import LedgerLine
from config.clients import connected, kafka_security
from config.codec import LEDGER
from config.settings import Settings
from config.topics import topic_name

log = logging.getLogger(__name__)

POLL_MS = 500
SILENCE = 20.0  # seconds without a record, short of the end, after which Kafka counts as away


class Line(msgspec.Struct, frozen=True):
    """A ledger line and where it stands."""

    partition: int
    offset: int
    line: LedgerLine


class LedgerReader:
    """Reads committed lines only: those of the publisher are part of its transactions."""

    def __init__(self, settings: Settings, offsets: Mapping[int, int]) -> None:
        """Begin at `offsets`; partitions not named there from their beginning.

        Raises KafkaError when Kafka is away.
        """
        self._consumer = connected(
            KafkaConsumer,
            bootstrap_servers=settings.kafka_servers,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            allow_auto_create_topics=False,
            reconnect_backoff_max_ms=2000,
            **kafka_security(settings),
        )
        topic = topic_name(settings, "ledger")
        lanes = [TopicPartition(topic, p) for p in range(settings.partitions)]
        with ExitStack() as undo:
            undo.callback(self.close)
            self._ends = self._begin(lanes, offsets)
            undo.pop_all()
        self._heard = time.monotonic()

    def _begin(
        self, lanes: Sequence[TopicPartition], offsets: Mapping[int, int]
    ) -> dict[TopicPartition, int]:
        """Go to where reading begins; where it ends."""
        self._consumer.assign(lanes)
        ends: dict[TopicPartition, int] = self._consumer.end_offsets(lanes)
        for lane in lanes:
            begin = offsets.get(lane.partition, 0)
            self._consumer.seek(lane, begin if begin <= ends[lane] else 0)
        return ends

    def read(self) -> list[Line]:
        """The next lines; none at the end. Raises KafkaTimeoutError when Kafka falls silent."""
        while not self._at_end():
            batches = self._consumer.poll(timeout_ms=POLL_MS)
            if batches:
                self._heard = time.monotonic()
                return [line for batch in batches.values() for line in decoded(batch)]
            if time.monotonic() - self._heard > SILENCE:
                raise KafkaTimeoutError("the ledger cannot be read to its end")
        return []

    def _at_end(self) -> bool:
        positions = self.positions()
        return all(positions[lane.partition] >= end for lane, end in self._ends.items())

    def positions(self) -> dict[int, int]:
        """Per partition the offset that would be read next."""
        return {lane.partition: self._consumer.position(lane) or 0 for lane in self._ends}

    def close(self) -> None:
        self._consumer.close()


class Record(msgspec.Struct, frozen=True):
    partition: int
    offset: int
    value: bytes | None


def decoded(batch: list[Record]) -> list[Line]:
    """The lines of a batch; what is no line is passed by, and said."""
    lines = []
    for record in batch:
        try:
            lines.append(Line(record.partition, record.offset, LEDGER.decode(record.value or b"")))
        except msgspec.DecodeError as error:
            place = f"{record.partition}/{record.offset}"
            log.warning("no_ledger_line", extra={"at": place, "error": str(error)})
    return lines
