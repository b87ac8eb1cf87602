"""What the poller saw: a new or changed entry, and all that bringing it in needs. Pure."""

import re
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from config.feeds import Feed
from config.moments import moment
from config.published import Publisher
from config.records import Entry
from ingest.fulltext import is_full
from ingest.marks import content_mark

HTML = 250_000  # characters of an entry's text that are carried: ≤ 1 MB beside a page of 4 MiB
LEDGER_BYTES = 60_000  # of an entry in the ledger, so that the whole line stays below 64 KiB
WORDS = 1000  # characters of a title or a link that fit a line in any case
TAG = re.compile(r"<[^<>]*>")
NO_HOST = "-"  # where entries wait that need no page: no politeness, no limit
WHOLE_PAGE = 1_000_000_000  # the text size of an entry whose page will be fetched


class Sighting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """(id, seen_at) names a version inside; it is kept through every retry and redelivery."""

    seen_at: str
    feed: str
    entry: Entry
    publisher: Publisher
    language: str | None = None
    pages: Literal["auto", "always", "never"] = "auto"
    robots: Literal["obey", "ignore"] = "obey"
    tls: Literal["verify", "accept"] = "verify"
    allow: tuple[str, ...] = ()
    content: str = ""  # mark of the content this seen_at was reserved for
    full: bool = False  # the feed brought the whole text, and its page is not needed
    size: int = 0  # of the text the feed brought, or WHOLE_PAGE

    @property
    def key(self) -> str:
        return f"{self.entry.id} {self.seen_at}"

    @property
    def wants_page(self) -> bool:
        wanted = self.pages == "always" or (self.pages == "auto" and not self.full)
        return wanted and bool(self.entry.url)

    @property
    def host(self) -> str:
        """Under which host it queues."""
        return host_and_port(self.entry.url) if self.wants_page else NO_HOST


def host_and_port(url: str) -> str:
    """`ziar.example`, or `ziar.example:8080`: what answers there is another server."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # no address; the fetcher will say so
        return NO_HOST
    host = parts.hostname or NO_HOST
    return f"{host}:{port}" if port else host


ENCODER, DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(Sighting)


def sighting(feed: Feed, entry: Entry, seen_at: int) -> Sighting:
    """The sighting of an entry under its reserved seen_at (ms)."""
    return Sighting(
        seen_at=moment(seen_at),
        feed=feed.id,
        entry=msgspec.structs.replace(entry, html=entry.html[:HTML]),
        publisher=Publisher(name=feed.publisher, country=feed.country or None),
        language=feed.language or None,
        pages=feed.pages,
        robots=feed.robots,
        tls=feed.tls,
        allow=feed.allow_addresses,
        content=content_text(entry),
        full=feed.pages == "auto" and is_full(entry.html[:HTML]),
        size=text_size(feed, entry),
    )


def content_text(entry: Entry) -> str:
    return f"{content_mark(entry):016x}"


def text_size(feed: Feed, entry: Entry) -> int:
    """How much text this feed's word for an article brings: a page brings all there is."""
    if feed.pages != "never" and entry.url:
        return WHOLE_PAGE
    return text_of(entry)


def text_of(entry: Entry) -> int:
    """Characters of text that the feed itself brings."""
    return len(TAG.sub("", entry.html).strip())


def excluded(feed: Feed, entry: Entry) -> bool:
    """The feed's own rules do not want it, by its link or its title."""
    return any(re.search(p, entry.url) or re.search(p, entry.title) for p in feed.exclude)


def for_ledger(seen: Sighting) -> bytes:
    """The sighting as JSON that fits a ledger line: its text is cut, if need be left out."""
    whole, html = ENCODER.encode(seen), seen.entry.html[:LEDGER_BYTES]
    while len(whole) > LEDGER_BYTES and html:
        html = html[: len(html) * 3 // 4]
        whole = ENCODER.encode(with_html(seen, html))
    return whole if len(whole) <= LEDGER_BYTES else ENCODER.encode(bare(seen))


def bare(seen: Sighting) -> Sighting:
    """Only what leads to the page."""
    entry = seen.entry
    kept = Entry(id=entry.id, url=entry.url[: 4 * WORDS], title=entry.title[:WORDS])
    return msgspec.structs.replace(seen, entry=kept)


def with_html(seen: Sighting, html: str) -> Sighting:
    return msgspec.structs.replace(seen, entry=msgspec.structs.replace(seen.entry, html=html))
