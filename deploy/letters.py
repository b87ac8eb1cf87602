"""Dead letters as people see them: read from `articles.dead`, listed, sent on their way again."""

import hashlib
import re
import time
from collections.abc import Iterator

import msgspec
from kafka import KafkaProducer

from config.clients import kafka_security
from config.codec import LEDGER
from config.moments import moment
from config.settings import Settings
from config.topics import MESSAGE_BYTES, topic_name
from deploy.reading import Record, read_so_far

CAP = 3  # redrives of one message; a fourth needs somebody to look at it
SOURCE = re.compile(r"^(?P<topic>.+)/(?P<partition>\d+)/(?P<offset>\d+)$")
SEND_SECONDS = 30.0


class Letter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a dead letter says about itself. `position` is `partition/offset` in `articles.dead`."""

    position: str
    at: str
    stage: str
    error: str
    message: str
    source: str
    stack_hash: str
    attempts: int
    redrives: int = 0
    evidence: bool = False  # of an article that passed all the same
    id: str | None = None
    seen_at: str | None = None
    feed: str | None = None
    bytes: int = 0


def letters(settings: Settings, since_ms: int | None = None) -> Iterator[tuple[Letter, Record]]:
    """Every dead letter there is, oldest first in each partition, with its record."""
    for record in read_so_far(settings, [topic_name(settings, "dead")], since_ms=since_ms):
        yield letter_of(record), record


def letter_of(record: Record) -> Letter:
    said = {name: value.decode(errors="replace") for name, value in record.headers.items()}
    return Letter(
        position=f"{record.partition}/{record.offset}",
        at=moment(record.timestamp),
        stage=said.get("stage", "?"),
        error=said.get("error_class", "?"),
        message=said.get("message", ""),
        source=said.get("source", ""),
        stack_hash=said.get("stack_hash", ""),
        attempts=number(said.get("attempts")),
        redrives=number(said.get("redrives")),
        evidence="evidence" in said,
        id=said.get("id"),
        seen_at=said.get("seen_at"),
        feed=said.get("feed"),
        bytes=len(record.value),
    )


def number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def ended_since(settings: Settings) -> set[tuple[str, str]]:
    """(id, seen_at) of the entries whose last ending is another than `dead`."""
    last: dict[tuple[str, str], str] = {}
    for record in read_so_far(settings, [topic_name(settings, "ledger")]):
        line = LEDGER.decode(record.value)
        if line.what not in ("seen", "repeat"):
            last[line.id, line.seen_at] = line.what
    return {entry for entry, what in last.items() if what != "dead"}


def subject_of(letter: Letter, record: Record) -> str:
    """What the letter is about, however often it was parked: its version, or its very bytes."""
    if letter.id and letter.seen_at:
        return f"{letter.id} {letter.seen_at}"
    return hashlib.blake2b(record.value, digest_size=16).hexdigest()


class Redriver:
    """Sends dead letters back to the topic and partition they came from, with id and seen_at kept.

    What has ended well since, is evidence, or was redriven CAP times is refused with the reason.
    """

    def __init__(self, settings: Settings, rate: float) -> None:
        self._pause = 1 / rate
        self._ended = ended_since(settings)
        self._latest: dict[str, int] = {}  # subject → redrives of its newest letter
        for letter, record in letters(settings):
            subject = subject_of(letter, record)
            self._latest[subject] = max(letter.redrives, self._latest.get(subject, 0))
        self._producer = KafkaProducer(
            bootstrap_servers=settings.kafka_servers,
            acks="all",
            enable_idempotence=True,
            max_request_size=MESSAGE_BYTES + 65536,
            allow_auto_create_topics=False,
            **kafka_security(settings),
        )

    def refusal(self, letter: Letter, record: Record) -> str | None:
        """Why this letter is not sent again, or nothing."""
        if letter.evidence:
            return "evidence of an article that passed"
        if letter.redrives < self._latest.get(subject_of(letter, record), 0):
            return "redriven before, and parked again since"
        if letter.redrives >= CAP:
            return f"redriven {CAP} times already"
        if (letter.id or "", letter.seen_at or "") in self._ended:
            return "ended well since"
        return None if SOURCE.match(letter.source) else "does not say where it came from"

    def send(self, letter: Letter, record: Record) -> None:
        """Send one and wait for the broker's word. Raises KafkaError."""
        source = SOURCE.match(letter.source)
        assert source is not None  # refusal() was asked first
        carried = [(name, record.headers[name]) for name in ("id", "seen_at", "feed")
                   if name in record.headers]  # fmt: skip
        self._producer.send(
            source["topic"],
            key=record.key,
            value=record.value,
            partition=int(source["partition"]),
            headers=[*carried, ("redrives", str(letter.redrives + 1).encode())],
        ).get(SEND_SECONDS)
        time.sleep(self._pause)

    def close(self) -> None:
        self._producer.close(SEND_SECONDS)
