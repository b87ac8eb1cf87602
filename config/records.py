"""What an article is at each inner stage. Every record is the message of exactly one topic.

    Entry ─▶ RawArticle ─▶ CleanArticle ─▶ ResolvedArticle ─▶ TaggedArticle ─▶ (config/published.py)

New fields come with a default; no field is renamed or changes its meaning; readers ignore fields
they do not know (msgspec does). `seen_at` is a moment (config/moments.py): it sorts as text.
"""

from datetime import datetime
from typing import Literal

import msgspec

from config.published import (
    Evidence,
    InfoSource,
    Organisation,
    Overlap,
    Person,
    Place,
    Publisher,
    Rights,
    Step,
    Subject,
)

Verdict = Literal[
    "story", "teaser", "paywall", "consent", "index", "video", "advert", "error", "empty",
    "broken", "timeout",
]  # fmt: skip
Completeness = Literal["full", "teaser", "title"]
Standing = Literal["new", "superset", "exact", "near", "subset"]
Word = Literal["new", "superset", "exact", "near", "subset", "update"]


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item of a feed, as its feed tells it: a promise of an article."""

    id: str  # of the canonical form of `url` (config/urls.py)
    url: str  # the link as found, absolute; empty for items that have none
    guid: str | None = None
    title: str = ""
    html: str = ""  # the fuller of content and summary, as found
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None  # BCP 47, as the feed claims
    categories: tuple[str, ...] = ()
    dated_by: Literal["", "feed"] = ""  # `feed`: all its entries bear this one date


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a server said to the request for a page."""

    url: str  # the last one, after redirects
    status: int
    headers: dict[str, str] = {}  # names in lower case
    redirects: tuple[str, ...] = ()
    address: str | None = None  # the one the socket was connected to
    tdm: str = ""  # what the host's tdmrep.json says of the page: `1` reserved, `0` not


class RawArticle(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry and the page behind it, exactly as fetched. MessagePack on `articles.raw`."""

    id: str
    seen_at: str  # when the poller saw this version; rises strictly per id
    feed: str
    publisher: Publisher
    entry: Entry
    language: str | None = None  # of the feed, as configured
    pages: Literal["auto", "always", "never"] = "auto"
    page: bytes = b""  # zstd
    page_error: str | None = None  # why there is no page, when there is none
    answer: Answer | None = None
    schema: int = 1


class PublishedAt(msgspec.Struct, frozen=True, kw_only=True):
    """When its publisher says it was published, and how far that is to be believed."""

    at: datetime | None = None
    source: str | None = msgspec.field(default=None, name="from")
    trust: Literal["high", "medium", "low", "none"] = "none"


class CleanArticle(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The story alone: plain text, paragraphs separated by one empty line."""

    id: str
    seen_at: str
    feed: str
    publisher: Publisher
    url: str
    title: str
    text: str
    language: str = "und"  # BCP 47
    verdict: Verdict = "story"
    completeness: Completeness = "full"
    text_from: Literal["page", "feed", "title"] = "page"
    guid: str | None = None
    authors: tuple[str, ...] = ()
    published: PublishedAt = PublishedAt()
    updated_at: datetime | None = None
    categories: tuple[str, ...] = ()
    canonical_url: str | None = None  # where the page says it lives, if elsewhere
    image: str | None = None
    rights: Rights = Rights()
    flags: tuple[str, ...] = ()
    way: tuple[Step, ...] = ()


class ResolvedArticle(CleanArticle, frozen=True, kw_only=True, omit_defaults=True):
    """A clean article and what dedup says of it."""

    kind: Standing = "new"  # the standing that the first verdict gave
    word: Word = "new"  # this version's verdict
    of: str | None = None
    overlap: Overlap | None = None
    similarity: float | None = None  # to the previous version
    story: str = ""
    merged: str | None = None
    changed: tuple[str, ...] = ()


class TaggedArticle(ResolvedArticle, frozen=True, kw_only=True, omit_defaults=True):
    """A resolved article and what it is about, each tag with its evidence."""

    agencies: tuple[InfoSource, ...] = ()
    subjects: tuple[Subject, ...] = ()
    places: tuple[Place, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    genres: tuple[Subject, ...] = ()
    urgency: int = 4  # 1 flash … 4 normal … 8, as news agencies count
    evidence: tuple[Evidence, ...] = ()
    retag: int = 0
    pub_status: Literal["usable", "withheld", "canceled"] = "usable"
    ed_note: str | None = None  # why it was withdrawn or restored
    notice: str | None = None  # id of the agency's notice that withdrew it
    made_by: dict[str, str] = {}
    whole: str | None = None  # sha256 of the whole text, where this is what was kept of it
