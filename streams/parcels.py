"""What is sent for one message and its outcome: its output, a ledger line, a dead letter."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from config.books import Ending, LedgerLine
from config.codec import LEDGER
from config.dead import Headers, dead_headers
from config.topics import MESSAGE_BYTES, Name
from streams.stage import Ends, Outcome, Parked

NAMES = ("id", "seen_at", "feed")  # headers of every inner record
ROOM = 64 << 10  # bytes for key, headers and framing of a record of the largest size
LARGEST = MESSAGE_BYTES - ROOM


class TooLarge(Exception):
    """An output that no topic takes."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it came from its topic."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()

    @property
    def carried(self) -> dict[str, bytes]:
        return dict(self.headers)

    @property
    def position(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


def message_from(record: Any) -> Message:  # noqa: ANN401  aiokafka ships no types
    """aiokafka's record as ours."""
    return Message(
        topic=record.topic, partition=record.partition, offset=record.offset,
        key=record.key, value=record.value, headers=record.headers,
    )  # fmt: skip


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A record to be sent, always to the partition number its message came from."""

    to: Name
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers = []


def parcels(message: Message, outcome: Outcome, stage: str, target: Name, at: str) -> list[Parcel]:
    """All that has to be with the broker before the message counts as done."""
    if isinstance(outcome, Ends):
        return ledger(message, stage, outcome.what, outcome.reason, at)
    if isinstance(outcome, Parked):
        reason = type(outcome.error).__name__
        letter = dead_letter(message, stage, outcome.error)
        return [letter, *ledger(message, stage, "dead", reason, at)]
    passed = Parcel(
        to=target, partition=message.partition, key=message.key, value=outcome.value,
        headers=list(message.headers),
    )  # fmt: skip
    if outcome.evidence is None:
        return [passed]
    return [passed, dead_letter(message, stage, outcome.evidence, evidence=True)]


def fitting(outcome: Outcome) -> Outcome:
    """The same outcome, unless its output is larger than a topic takes: that is parked."""
    size = 0 if isinstance(outcome, Ends | Parked) else len(outcome.value)
    return outcome if size <= LARGEST else Parked(TooLarge(f"output of {size} bytes"))


def dead_letter(
    message: Message, stage: str, error: Exception, *, evidence: bool = False
) -> Parcel:
    source = (message.topic, message.partition, message.offset)
    headers = dead_headers(stage, error, source, message.carried, evidence=evidence)
    value = message.value
    if value is not None and len(value) > LARGEST:
        headers.append(("cut_from", str(len(value)).encode()))
        value = value[:LARGEST]
    if value is None and message.key is None:  # no client sends that
        headers.append(("value_is_null", b"1"))
        value = b""
    return Parcel(
        to="dead", partition=message.partition, key=message.key, value=value, headers=headers
    )


def ledger(message: Message, stage: str, what: Ending, reason: str, at: str) -> list[Parcel]:
    """The line that ends this version of its entry; none for a stranger's message."""
    named = named_by(message.carried)
    if named is None:
        return []
    id, seen_at, feed = named
    line = LedgerLine(
        id=id, seen_at=seen_at, feed=feed, what=what, at=at, stage=stage, reason=reason
    )
    value = LEDGER.encode(line)
    return [Parcel(to="ledger", partition=message.partition, key=id.encode(), value=value)]


def named_by(headers: Mapping[str, bytes]) -> tuple[str, str, str] | None:
    """id, seen_at and feed of an inner record; None where one is missing or no text."""
    try:
        id, seen_at, feed = (headers[name].decode() for name in NAMES)
    except (KeyError, UnicodeDecodeError):
        return None
    return id, seen_at, feed
