"""What strangers read: the published record. Field names are fixed for life.

`item` is ninjs 3.1 (IPTC); what ninjs has no place for stands in `wiredesk`.
"""

from typing import Literal

import msgspec

NINJS = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"
TOPIC_URI = "http://cv.iptc.org/newscodes/mediatopic/"


class Public(msgspec.Struct, frozen=True, kw_only=True):
    """A part that is written whole, with its nulls."""


class Sparse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of `item`: what is absent is left out, as ninjs wants it."""


# ── the item ──


class Standard(Public, frozen=True, kw_only=True):
    name: str = "ninjs"
    version: str = "3.1"
    schema: str = NINJS


class Headline(Public, frozen=True, kw_only=True):
    value: str
    role: str = "main"


class Body(Public, frozen=True, kw_only=True):
    value: str
    charCount: int  # Unicode code points
    role: str = "main"
    contentType: str = "text/plain"


class InfoSource(Sparse, frozen=True, kw_only=True):
    name: str
    role: str
    uri: str | None = None


class Subject(Sparse, frozen=True, kw_only=True):
    name: str
    uri: str | None = None
    confidence: int | None = None  # 0 to 100
    relevance: int | None = None


class Place(Sparse, frozen=True, kw_only=True):
    name: str
    rel: str | None = None  # primary, secondary or mention
    literal: str | None = None  # ISO 3166 alpha-2, of countries
    uri: str | None = None


class Person(Sparse, frozen=True, kw_only=True):
    name: str
    uri: str | None = None


class Organisation(Sparse, frozen=True, kw_only=True):
    name: str
    uri: str | None = None


class AltId(Public, frozen=True, kw_only=True):
    role: str
    value: str


class Rendition(Public, frozen=True, kw_only=True):
    name: str
    href: str


class Association(Sparse, frozen=True, kw_only=True):
    """What stands beside the text: the lead image, by its address."""

    name: str
    uri: str
    type: str
    renditions: tuple[Rendition, ...] = ()


class Genre(Sparse, frozen=True, kw_only=True):
    name: str
    uri: str | None = None


class Item(Sparse, frozen=True, kw_only=True):
    uri: str
    standard: Standard
    type: str
    representationType: str
    version: str
    pubStatus: str
    urgency: int | None = None
    language: str | None = None
    contentCreated: str | None = None
    firstCreated: str | None = None
    versionCreated: str | None = None
    embargoedUntil: str | None = None
    edNote: str | None = None
    by: str | None = None
    headlines: tuple[Headline, ...] = ()
    bodies: tuple[Body, ...] = ()
    infoSources: tuple[InfoSource, ...] = ()
    subjects: tuple[Subject, ...] = ()
    places: tuple[Place, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    genres: tuple[Genre, ...] = ()
    associations: tuple[Association, ...] = ()
    altIds: tuple[AltId, ...] = ()


# ── what ninjs has no place for ──


class Publisher(Public, frozen=True, kw_only=True):
    name: str
    country: str | None = None  # ISO 3166 alpha-2


class PublishedTime(Public, frozen=True, kw_only=True):
    at: str | None = None
    source: str | None = msgspec.field(default=None, name="from")
    trust: str = "none"


class Overlap(Public, frozen=True, kw_only=True):
    """Shares of sampled shingles: how much of this is in that, how much of that in this."""

    new_in_old: float
    old_in_new: float


class TextFacts(Public, frozen=True, kw_only=True):
    source: str = msgspec.field(name="from")  # page, feed or title
    completeness: str
    verdict: str
    sha256: str


class Rights(Public, frozen=True, kw_only=True):
    tdm: str | None = None
    ai: str | None = None
    source: str | None = msgspec.field(default=None, name="from")
    embargo: str | None = None


class Evidence(Public, frozen=True, kw_only=True):
    """Why a tag is there. Offsets count code points, end exclusive, in the field named."""

    tag: str  # JSON pointer into the record, e.g. /item/subjects/0
    rule: str
    field: Literal["headline", "body"]
    start: int
    end: int
    surface: str
    weight: float


class Step(Sparse, frozen=True, kw_only=True):
    """One stage an article passed. Only the poll's time is kept: same input, same bytes."""

    stage: str
    at: str | None = None
    verdict: str | None = None


class Wiredesk(Public, frozen=True, kw_only=True):
    id: str
    version: int
    change: Literal["new", "update", "correction", "completed", "tags", "withdrawn"]
    kind: str
    verdict: str
    story: str
    feed: str
    publisher: Publisher
    published: PublishedTime
    first_seen: str
    seen_at: str
    text: TextFacts
    schema: int = 1
    changed: tuple[str, ...] = ()
    retag: int = 0
    of: str | None = None
    overlap: Overlap | None = None
    similarity: float | None = None
    merged: str | None = None
    notice: str | None = None  # the agency's notice that withdrew this version
    flags: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    rights: Rights = Rights()
    evidence: tuple[Evidence, ...] = ()
    way: tuple[Step, ...] = ()
    made_by: dict[str, str] = {}


class Published(Public, frozen=True, kw_only=True):
    """One article, one version: the value of `articles.enriched`, `articles.copies`, `desk.*`."""

    item: Item
    wiredesk: Wiredesk
