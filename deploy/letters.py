"""Dead letters as people see them: read from `articles.dead`, with what was noted beside them.

A note is a record of the same topic and lane: it says `redriven` or `discarded` of a position. The
letter itself stays as long as the topic keeps it.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from config.moments import moment
from config.settings import Settings
from config.topics import topic_name
from deploy.reading import Record, read_so_far

OTHER = ("stage", "error_class", "message", "source", "stack_hash", "attempts", "version")


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
    note: str | None = None  # redriven or discarded, and when
    subject: str = ""  # the same for every letter about one thing


class Kept(NamedTuple):
    """A letter and its record."""

    letter: Letter
    record: Record


def letters(settings: Settings, since_ms: int | None = None) -> Iterator[Kept]:
    """Every dead letter there is, oldest first in each partition, with what was noted of it."""
    notes = notes_of(settings)
    for record in read_so_far(settings, [topic_name(settings, "dead")], since_ms=since_ms):
        if not is_note(record):
            letter = letter_of(record)
            note = notes.get(letter.position)
            yield Kept(msgspec.structs.replace(letter, note=note), record)


def notes_of(settings: Settings) -> dict[str, str]:
    """What was noted last of each position."""
    records = read_so_far(settings, [topic_name(settings, "dead")])
    return {
        record.headers[
            "of"
        ].decode(): f"{record.headers['note'].decode()} {moment(record.timestamp)}"
        for record in records
        if is_note(record)
    }


def is_note(record: Record) -> bool:
    return "note" in record.headers


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
        subject=subject_of(said, record),
    )


def subject_of(said: dict[str, str], record: Record) -> str:
    """What a letter is about, however often it was parked: its version, or its very bytes."""
    if said.get("id") and said.get("seen_at"):
        return f"{said['id']} {said['seen_at']}"
    return hashlib.blake2b(record.value, digest_size=16).hexdigest()


def number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
