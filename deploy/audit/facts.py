"""record → facts: what the audit reads of the records that strangers may read, and no more."""

import hashlib
from typing import NamedTuple

import msgspec

from deploy.audit import account

Position = tuple[str, int, int]  # topic (raw, clean, …, desk.<name>), partition, offset
Version = tuple[str, str]  # id, seen_at
LEAD = 600  # characters of a text that are kept


class Found(NamedTuple):
    """One record. `at` is when its sender wrote it, in ms; `digest` the sha256 of its value."""

    topic: str
    partition: int
    offset: int
    at: int
    key: str
    headers: dict[str, bytes]
    digest: str

    @property
    def position(self) -> Position:
        return self.topic, self.partition, self.offset

    @property
    def place(self) -> str:
        return "/".join(map(str, self.position))

    def said(self, name: str) -> str:
        return self.headers.get(name, b"").decode(errors="replace")

    @property
    def version(self) -> Version | None:
        """(id, seen_at) as the headers of inner records and dead letters tell it."""
        id, seen_at = self.said("id"), self.said("seen_at")
        return (id, seen_at) if id and seen_at else None


# ── the ledger ──


class Entry(msgspec.Struct, frozen=True):
    url: str = ""
    id: str = ""
    categories: tuple[str, ...] = ()

    @property
    def revision(self) -> int:
        """The number that a simulated web gave it; 0 where there is none."""
        told = (c[1:] for c in self.categories if c[:1] == "r" and c[1:].isdecimal())
        return int(next(told, "0"))


class Sighting(msgspec.Struct, frozen=True):
    entry: Entry = Entry()


class Line(account.Line, frozen=True, kw_only=True):
    """A line of the ledger, with what an audit against a journal reads besides."""

    stage: str
    entry: Sighting | None = None


class Standing(NamedTuple):
    """A line of the ledger and its record."""

    line: Line
    found: Found

    @property
    def version(self) -> Version:
        return self.line.id, self.line.seen_at


# ── what is published ──


class Body(msgspec.Struct, frozen=True):
    value: str


class Item(msgspec.Struct, frozen=True):
    uri: str
    version: str
    pubStatus: str  # noqa: N815  ninjs names its fields in camelCase
    contentCreated: str | None = None  # noqa: N815
    headlines: tuple[Body, ...] = ()
    bodies: tuple[Body, ...] = ()


class Text(msgspec.Struct, frozen=True):
    sha256: str


class Step(msgspec.Struct, frozen=True):
    stage: str
    at: str | None = None


class Facts(msgspec.Struct, frozen=True):
    id: str
    version: int
    change: str
    kind: str
    story: str
    first_seen: str
    seen_at: str
    text: Text
    feed: str = ""
    retag: int = 0
    of: str | None = None
    merged: str | None = None
    way: tuple[Step, ...] = ()
    flags: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()


class Record(msgspec.Struct, frozen=True):
    item: Item
    wiredesk: Facts


class Published(NamedTuple):
    """A public record, its text as a hash and a beginning."""

    found: Found
    facts: Facts
    url: str
    status: str
    dated: str | None
    title: str
    lead: str
    text_sha256: str

    @property
    def version(self) -> Version:
        return self.facts.id, self.facts.seen_at


LINES, RECORDS = msgspec.json.Decoder(Line), msgspec.json.Decoder(Record)


def standing(found: Found, value: bytes) -> Standing:
    """Raises msgspec.DecodeError."""
    return Standing(LINES.decode(value), found)


def published(found: Found, value: bytes) -> Published:
    """Raises msgspec.DecodeError."""
    record = RECORDS.decode(value)
    item = record.item
    text = item.bodies[0].value if item.bodies else ""
    return Published(
        found, record.wiredesk, item.uri, item.pubStatus, item.contentCreated,
        item.headlines[0].value if item.headlines else "", text[:LEAD],
        hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
