"""bytes → entries: what a feed says, whatever its format, encoding and mistakes. Pure.

Hostile feeds can keep feedparser busy for minutes and eat all memory: run `parse_document` in
config.children, never in the poller itself.
"""

import io
import re
import warnings
from collections.abc import Sequence
from functools import lru_cache

import feedparser
from msgspec.structs import replace

from ingest.documents import (
    FeedDocument,
    ParsedFeed,
    Reader,
    Told,
    entries_of,
    language_tag,
    provider_of,
    web_address,
)
from ingest.encoding import document_text
from ingest.errors import NotAFeed
from ingest.fastparse import fast_told
from ingest.items import Item, linked, text_of, title_of, told
from ingest.jsonfeed import json_feed
from ingest.portions import FIRST, portion
from ingest.sitemaps import is_sitemap, sitemap

__all__ = ["FeedDocument", "ParsedFeed", "parse_document", "parsed_feed"]

PAGE = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
END = re.compile(
    r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel|entry)\s*>\s*(?:<!--.*?-->\s*)*$", re.I | re.S
)
AROUND = re.compile(r"<((?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel))\b", re.I)
UPDATED = re.compile(r"<(lastBuildDate|pubDate|updated|modified|dc:date)>[^<]{0,100}</\1>")
TAIL = 4096  # characters in which a feed must have its end
REFERENCE = re.compile(r"&#(x[0-9a-f]+|\d+);?", re.I)
HIGHEST, MOST_DIGITS = 0x10FFFF, 7  # of Unicode, and of the number of its last character
SURROGATES = range(0xD800, 0xE000)
HEADERS = {"content-type": "application/xml; charset=utf-8"}  # true after ingest/encoding.py
OLDER = ("prev-archive", "next")  # RFC 5005, sections 4 and 3
GENERATOR = 100  # characters
LONGEST_TTL = 10_080  # minutes, a week; some feeds say years


def parse_document(document: FeedDocument) -> ParsedFeed | NotAFeed:
    """What a child does: the feed, or that it is none, as a value. The bytes' fault, not ours."""
    try:
        return parsed_feed(document)
    except NotAFeed as refusal:
        return refusal


def parsed_feed(document: FeedDocument) -> ParsedFeed:
    """The feed in a document, by the reader it asks for. Raises NotAFeed where there is none."""
    text = document_text(document.body, document.content_type)
    if text.lstrip().startswith("{"):
        return json_feed(text, document)
    if PAGE.match(text):
        raise NotAFeed("a page")
    if is_sitemap(text):
        return sitemap(text, document)
    if "&#" in text:  # few have any, and looking for them letter by letter takes a while
        text = REFERENCE.sub(in_range, text)
    part = portion(text, document.portion)
    return replace(read_by(document.reader, part.text, document.url), more=part.more)


def read_by(reader: Reader, text: str, url: str) -> ParsedFeed:
    """The feed in a text as this reader tells it. Raises NotAFeed."""
    if reader == "reference":
        return reference_feed(text, url)
    fast = fast_feed(text, url)
    if fast and reader == "fast":
        return fast
    sure = reference_feed(text, url)
    return replace(sure, agreed=fast is not None and replace(fast, reader="reference") == sure)


def reference_feed(text: str, url: str) -> ParsedFeed:
    """The feed in a text as feedparser reads it. Raises NotAFeed."""
    feed = read(text)
    if not (feed.get("version") or feed["entries"]):
        raise NotAFeed("no feed in it" if text.strip() else "empty")
    language = language_tag(feed["feed"].get("language"))
    entries = [told(item, url, language) for item in feed["entries"]]
    return described(feed, url, entries, whole=is_whole(text))


def fast_feed(text: str, url: str) -> ParsedFeed | None:
    """The same, its entries read by fastfeedparser; nothing where it reads none.

    What the feed says of itself feedparser reads all the same, from the part above the entries.
    """
    first = FIRST.search(text)
    if first is None:
        return None
    feed = head(UPDATED.sub("", text[: first.start()]))
    try:
        entries = fast_told(text, url, language_tag(feed["feed"].get("language")))
    except NotAFeed:
        return None
    if not (entries and feed.get("version")):
        return None
    return replace(described(feed, url, entries, whole=is_whole(text)), reader="fast")


@lru_cache(2048)
def head(text: str) -> Item:
    """What stands above the entries: it stays the same for months, but for its dates.

    It is closed: half a feed is read twice, and its error holds all that it has passed through.
    """
    whole = read(text + "".join(f"</{name}>" for name in reversed(left_open(text))))
    return {"feed": whole["feed"], "version": whole.get("version")}


def left_open(text: str) -> list[str]:
    """The elements around the entries that the text above them opens."""
    return [name for name in AROUND.findall(text) if f"</{name}" not in text]


def is_whole(text: str) -> bool:
    return END.search(text[-TAIL:]) is not None


def in_range(reference: re.Match[str]) -> str:
    """The reference, if there is such a character; feedparser dies of others, or hands them on."""
    digits = reference[1].lower()
    base = 16 if digits.startswith("x") else 10
    digits = digits.lstrip("x").lstrip("0") or "0"
    known = len(digits) <= MOST_DIGITS and int(digits, base) <= HIGHEST
    return reference[0] if known and int(digits, base) not in SURROGATES else "\ufffd"


def read(text: str) -> Item:
    """feedparser's word. Only ever a stream: it takes text, and bytes too, for names of files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about feeds, for people; there are none here
        feed: Item = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=HEADERS,
            sanitize_html=False,  # cleaning does it; half of the time goes there
            resolve_relative_uris=False,  # as well
        )
        return feed


def described(feed: Item, base: str, items: Sequence[Told], *, whole: bool) -> ParsedFeed:
    about, found = feed["feed"], entries_of(items, provider_of(base))
    hrefs = {(link.get("rel"), web_address(link.get("href", ""), base)) for link in linked(about)}
    return ParsedFeed(
        entries=found.entries,
        shown=found.shown,
        title=title_of(about),
        language=language_tag(about.get("language")),
        version=feed.get("version") or "unknown",
        ttl_minutes=minutes(about.get("ttl")),
        hubs=tuple(sorted(href for rel, href in hrefs if rel == "hub" and href)),
        topic=min((href for rel, href in hrefs if rel == "self" and href), default=None),
        older=tuple(
            href for rel in OLDER for r, href in sorted(hrefs, key=str) if r == rel and href
        ),
        generator=text_of(about.get("generator"))[:GENERATOR],
        whole=whole,
    )


def minutes(ttl: object) -> int | None:
    """A time to live that means something."""
    digits = text_of(ttl).strip()
    told = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 0  # noqa: PLR2004
    return min(told, LONGEST_TTL) or None
