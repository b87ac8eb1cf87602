"""topics → evidence: every record from the first on, at both isolation levels, as plain facts.

Knows the topics' names and the shapes of what strangers may read; no code of the pipeline.
"""

import hashlib
import time
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from kafka import KafkaConsumer, TopicPartition

from config.clients import kafka_security
from config.desks import Desk, Filter
from config.settings import Settings
from config.topics import Name, topic_name
from deploy.audit.facts import Found, Published, Standing, published, standing
from deploy.reading import partitions

INNER: tuple[Name, ...] = ("raw", "clean", "resolved", "tagged")
PUBLIC: tuple[Name, ...] = ("enriched", "copies")
OTHER: tuple[Name, ...] = ("ledger", "dead")
STILL = 30.0  # seconds without a record short of the end: a transaction is open, since brokers
# end those of dead producers only later; a broker that answers takes far less between batches
POLL_MS = 200

Lane = tuple[str, int]  # topic, partition
Batch = list[tuple[Found, bytes]]


class Evidence:
    """What all topics of an installation hold. Inner records and desks are kept as hashes."""

    def __init__(self) -> None:
        self.inner: dict[str, list[Found]] = {name: [] for name in INNER}
        self.published: list[Published] = []
        self.desks: dict[str, list[Found]] = {}
        self.takes_all: set[str] = set()  # desks that every article reaches
        self.ledger: list[Standing] = []
        self.dead: list[Found] = []
        self.notes: list[Found] = []  # what `wiredesk dead` noted beside the letters
        self.strange: list[str] = []  # records that are not what their topic holds
        self.ends: dict[Lane, int] = {}
        self.held: list[str] = []  # lanes with a transaction that has not ended
        self.aborted: dict[Lane, set[int]] = {}

    def take(self, found: Found, value: bytes) -> None:
        if found.topic in self.inner:
            self.inner[found.topic].append(found)
        elif found.topic == "dead":
            (self.notes if "note" in found.headers else self.dead).append(found)
        elif found.topic.startswith("desk."):
            self.desks[found.topic].append(found)
        else:
            self._decoded(found, value)

    def _decoded(self, found: Found, value: bytes) -> None:
        try:
            if found.topic == "ledger":
                self.ledger.append(standing(found, value))
            else:
                self.published.append(published(found, value))
        except msgspec.DecodeError as error:
            self.strange.append(f"{found.place}: {error}")


def gathered(settings: Settings, desks: Sequence[Desk]) -> Evidence:
    """Everything there is, now. Raises ConfigError for a topic that is missing."""
    names = {topic_name(settings, name): str(name) for name in (*INNER, *PUBLIC, *OTHER)}
    names |= {f"{settings.prefix}desk.{desk.name}": f"desk.{desk.name}" for desk in desks}
    evidence = Evidence()
    evidence.desks = {f"desk.{desk.name}": [] for desk in desks}
    evidence.takes_all = {desk.name for desk in desks if takes_all(desk)}
    committed: dict[Lane, set[int]] = {}
    for found, value in Reading(settings, names, "read_committed").records(evidence.held):
        committed.setdefault((found.topic, found.partition), set()).add(found.offset)
        evidence.take(found, value)
    anything = Reading(settings, names, "read_uncommitted")
    for found, _ in anything.records(evidence.held):
        lane = found.topic, found.partition
        if found.offset not in committed.get(lane, ()):
            evidence.aborted.setdefault(lane, set()).add(found.offset)
    evidence.ends = anything.ends
    return evidence


def takes_all(desk: Desk) -> bool:
    """Whether it asks for nothing and refuses nothing."""
    return not any(getattr(desk, name) for name in Filter.__struct_fields__) and not desk.unwanted


class Reading:
    """One pass over topics at one isolation level."""

    def __init__(self, settings: Settings, names: dict[str, str], isolation: str) -> None:
        """`names`: what each topic is called here. Raises ConfigError for one that is missing."""
        self._names = names
        self._consumer = KafkaConsumer(
            bootstrap_servers=settings.kafka_servers, group_id=None, enable_auto_commit=False,
            isolation_level=isolation, auto_offset_reset="earliest", bootstrap_timeout_ms=5000,
            max_partition_fetch_bytes=8 << 20, **kafka_security(settings),
        )  # fmt: skip
        lanes = partitions(self._consumer, tuple(names))
        self._consumer.assign(lanes)
        self._consumer.seek_to_beginning(*lanes)
        self._until: dict[TopicPartition, int] = self._consumer.end_offsets(lanes)

    @property
    def ends(self) -> dict[Lane, int]:
        return {(self._names[at.topic], at.partition): end for at, end in self._until.items()}

    def records(self, held: list[str]) -> Iterator[tuple[Found, bytes]]:
        """Each with its value, in the order of its lane; lanes that do not end go to `held`."""
        moved = time.monotonic()
        try:
            while left := [at for at, end in self._until.items() if self._is_before(at, end)]:
                batch = self._next()
                if batch:
                    moved = time.monotonic()
                elif time.monotonic() - moved > STILL:
                    held += [f"{self._names[at.topic]}/{at.partition}" for at in left]
                    return
                yield from batch
        finally:
            self._consumer.close()

    def _is_before(self, at: TopicPartition, end: int) -> bool:
        return bool(self._consumer.position(at) < end)

    def _next(self) -> Batch:
        found = self._consumer.poll(timeout_ms=POLL_MS, max_records=2000)
        return [
            (found_in(message, self._names[message.topic]), message.value or b"")
            for messages in found.values()
            for message in messages
        ]


def found_in(message: Any, topic: str) -> Found:  # noqa: ANN401  kafka-python ships no types
    return Found(
        topic, message.partition, message.offset, message.timestamp,
        (message.key or b"").decode(errors="replace"),
        {name: header or b"" for name, header in message.headers},
        hashlib.sha256(message.value or b"").hexdigest(),
    )  # fmt: skip
