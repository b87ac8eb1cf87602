"""bytes → entries: what a feed says, whatever its format, encoding and mistakes. Pure.

Hostile feeds can keep feedparser busy for minutes and eat all memory: run `parse_document` in
config.children, never in the poller itself.
"""

import html
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import feedparser

from ingest.documents import (
    FeedDocument,
    ParsedFeed,
    Told,
    entry_of,
    language_tag,
    plain_line,
    provider_of,
    utc,
    web_address,
)
from ingest.encoding import document_text
from ingest.errors import NotAFeed
from ingest.feeddates import spoken_moment
from ingest.jsonfeed import json_feed

__all__ = ["FeedDocument", "ParsedFeed", "parse_document", "parsed_feed"]

PAGE = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
END = re.compile(
    r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel|entry)\s*>\s*(?:<!--.*?-->\s*)*$", re.I | re.S
)
TAIL = 4096  # characters in which a feed must have its end
REFERENCE = re.compile(r"&#(x[0-9a-f]+|\d+);?", re.I)
HIGHEST, MOST_DIGITS = 0x10FFFF, 7  # of Unicode, and of the number of its last character
SURROGATES = range(0xD800, 0xE000)
HEADERS = {"content-type": "application/xml; charset=utf-8"}  # true after ingest/encoding.py
LONGEST_TTL = 10_080  # minutes, a week; some feeds say years
TEXTS = ("text/", "application/xhtml+xml")
Item = dict[str, Any]  # a FeedParserDict: what it holds was told by strangers


def parse_document(document: FeedDocument) -> ParsedFeed | NotAFeed:
    """What a child does: the feed, or that it is none, as a value. The bytes' fault, not ours."""
    try:
        return parsed_feed(document)
    except NotAFeed as refusal:
        return refusal


def parsed_feed(document: FeedDocument) -> ParsedFeed:
    """The feed in a document. Raises NotAFeed where there is none."""
    text = document_text(document.body, document.content_type)
    if text.lstrip().startswith("{"):
        return json_feed(text, document)
    if PAGE.match(text):
        raise NotAFeed("a page")
    feed = read(REFERENCE.sub(in_range, text))
    if not (feed.get("version") or feed["entries"]):
        raise NotAFeed("no feed in it" if text.strip() else "empty")
    return described(feed, document.url, whole=bool(END.search(text[-TAIL:])))


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


def described(feed: Item, base: str, *, whole: bool) -> ParsedFeed:
    about: Item = feed["feed"]
    language = language_tag(about.get("language"))
    provider = provider_of(base)
    entries = [entry_of(told(item, base, language), provider) for item in feed["entries"]]
    kept = tuple(entry for entry in entries if entry)
    hrefs = {(link.get("rel"), web_address(link.get("href", ""), base)) for link in linked(about)}
    return ParsedFeed(
        entries=kept,
        title=title_of(about),
        language=language,
        version=feed.get("version") or "unknown",
        ttl_minutes=minutes(about.get("ttl")),
        hubs=tuple(sorted(href for rel, href in hrefs if rel == "hub" and href)),
        topic=min((href for rel, href in hrefs if rel == "self" and href), default=None),
        whole=whole,
        nameless=len(entries) - len(kept),
    )


def told(item: Item, base: str, language: str | None) -> Told:
    return Told(
        link=web_address(link_of(item), base),
        guid=text_of(item.get("id")),
        title=title_of(item),
        html=fullest(item),
        authors=authors_of(item),
        published_at=moment_of(item, "published") or moment_of(item, "created"),
        updated_at=moment_of(item, "updated"),
        language=language_tag((item.get("title_detail") or {}).get("language")) or language,
        categories=[text_of(tag.get("term") or tag.get("label")) for tag in item.get("tags", ())],
    )


def link_of(item: Item) -> str:
    """The article's own address: FeedBurner's note of it, the link, or a first alternate."""
    given = item.get("feedburner_origlink") or item.get("link")
    if given:
        return text_of(given)
    return next((text_of(link.get("href")) for link in linked(item) if is_alternate(link)), "")


def linked(holder: Item) -> Iterable[Item]:
    return (link for link in holder.get("links", ()) if isinstance(link, dict))


def is_alternate(link: Item) -> bool:
    return link.get("rel", "alternate") == "alternate" and bool(link.get("href"))


def title_of(holder: Item) -> str:
    """The title in one line, its markup read where it is markup."""
    title = text_of(holder.get("title"))
    kind = (holder.get("title_detail") or {}).get("type")
    return " ".join(title.split()) if kind == "text/plain" else plain_line(title)


def fullest(item: Item) -> str:
    """The longest of content and summary, as HTML."""
    parts = [*item.get("content", ()), item.get("summary_detail") or {}]
    return max((markup(part) for part in parts), key=len, default="")


def markup(part: Item) -> str:
    kind, value = part.get("type") or "text/html", text_of(part.get("value"))
    if not kind.startswith(TEXTS):
        return ""
    return html.escape(value, quote=False) if kind == "text/plain" else value


def authors_of(item: Item) -> Iterator[str]:
    for person in item.get("authors", ()):
        yield text_of(person.get("name") or person.get("email"))
    if not any(person.get("name") for person in item.get("authors", ())):
        yield text_of(item.get("author"))


def moment_of(item: Item, name: str) -> datetime | None:
    """A date in UTC. The key itself, because feedparser hands out others in its place."""
    parsed = dict.get(item, f"{name}_parsed")
    if parsed is None:
        return spoken_moment(text_of(dict.get(item, name)))
    try:
        return utc(datetime(*parsed[:6]))  # noqa: DTZ001  utc() gives it its zone
    except (ValueError, OverflowError, TypeError):
        return None


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def minutes(ttl: object) -> int | None:
    """A time to live that means something."""
    digits = text_of(ttl).strip()
    told = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 0  # noqa: PLR2004
    return min(told, LONGEST_TTL) or None
