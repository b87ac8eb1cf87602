"""What goes into a parser and what comes out; who an entry is, how its words look. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from typing import Literal, NamedTuple

import msgspec
from ada_url import URL

from config.records import Entry
from config.urls import article_id, host_of, id_of_guid, parsed_url, plain, registrable

LONGEST_URL = 8192  # characters, as ingest/addresses.py
NAMES, NAME = 20, 200  # authors of one entry, characters of one; categories likewise
TITLE = 2000  # characters
ABSOLUTE = re.compile(r"(?i)https?://[^\s\\]+")
ELEMENT = re.compile(r"<(script|style)\b.{0,2000}?</\1\s*>|<(?:/?[a-zA-Z]|!--)[^<>]*>", re.I | re.S)
LANGUAGE = re.compile(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))?(?:[-_][A-Za-z0-9-_]*)?$")


Reader = Literal["reference", "fast", "both"]  # feedparser, fastfeedparser, or one beside the other


class FeedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a feed, and where they came from."""

    body: bytes
    url: str = ""  # relative links are resolved against it
    content_type: str = ""
    reader: Reader = "reference"
    portion: int = 0  # of its items: see portions.py


class Sitemap(msgspec.Struct, frozen=True, kw_only=True):
    """A map that an index names, and when it changed (ISO 8601, UTC), if the index says so."""

    url: str
    changed: str = ""


class ParsedFeed(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed says: its entries in its own order, and of itself."""

    entries: tuple[Entry, ...] = ()
    title: str = ""
    language: str | None = None
    version: str = ""  # rss20, atom10, json1 …
    ttl_minutes: int | None = None
    hubs: tuple[str, ...] = ()  # WebSub
    topic: str | None = None  # where the feed says it lives (rel=self)
    older: tuple[str, ...] = ()  # where its older entries are: RFC 5005
    generator: str = ""  # what has written it
    whole: bool = True  # its last element is closed; a torn feed may have had more entries
    shown: tuple[Entry, ...] = ()  # all items in their order, where some say too little to be news
    reader: Reader = "reference"  # whose entries these are
    sitemaps: tuple[Sitemap, ...] = ()  # of an index, which has no entries of its own
    agreed: bool | None = None  # whether both readers said the same, where both were asked
    more: bool = False  # portions of it are left to be read

    @property
    def nameless(self) -> int:
        """Items without link, id, title and text: no news, no entry."""
        return len(self.shown) - len(self.entries) if self.shown else 0


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An item as its feed tells it, links made absolute, before it has an id."""

    link: str = ""
    guid: str = ""
    title: str = ""
    html: str = ""
    authors: Iterable[str] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    categories: Iterable[str] = ()


class Items(NamedTuple):
    """A feed's entries; `shown` are all of its items, where some of them are no entries."""

    entries: tuple[Entry, ...]
    shown: tuple[Entry, ...]


def entries_of(items: Iterable[Told], provider: str) -> Items:
    shown = tuple(entry_of(told, provider) for told in items)
    entries = tuple(entry for entry in shown if is_news(entry))
    return Items(entries, shown if len(entries) < len(shown) else ())


def is_news(entry: Entry) -> bool:
    """It has a link, an id, a title or a text."""
    return bool(entry.url or entry.guid or entry.title or entry.html.strip())


def entry_of(told: Told, provider: str) -> Entry:
    """The entry with its id."""
    url, guid = told.link[:LONGEST_URL], plain(told.guid)
    title, html = plain(told.title).strip()[:TITLE], plain(told.html)
    name = guid or f"{title}\n{html}"
    return Entry(
        id=article_id(url) if is_of_article(url, guid) else id_of_guid(provider, name),
        url=url,
        guid=guid or None,
        title=title,
        html=html,
        authors=names(told.authors),
        published_at=told.published_at,
        updated_at=told.updated_at,
        language=told.language,
        categories=names(told.categories),
    )


def is_of_article(url: str, guid: str) -> bool:
    """Whether a link can name its article. Front pages cannot, where the provider has a name."""
    if not url:
        return False
    parsed = parsed_url(url)
    front = parsed is None or not (parsed.pathname.strip("/") or parsed.search)
    return not (front and guid)


def provider_of(url: str) -> str:
    """Whose ids the guids of this feed are: the domain that somebody owns."""
    return registrable(host_of(url))


def web_address(link: str, base: str = "") -> str:
    """The link, absolute, as found where it was; empty for `javascript:`, `mailto:` and noise."""
    link = plain(link).strip()
    parsed = parsed_url(link) or (joined(link, plain(base)) if link else None)
    if parsed is None or parsed.protocol not in {"http:", "https:"}:
        return ""
    return link if ABSOLUTE.fullmatch(link) else parsed.href


def joined(link: str, base: str) -> URL | None:
    try:
        return URL(link, base=base)
    except ValueError:
        return None


def names(given: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in order, in one line."""
    tidy = (" ".join(plain(name).split())[:NAME] for name in given)
    return tuple(dict.fromkeys(filter(None, tidy)))[:NAMES]


def plain_line(text: str) -> str:
    """Markup → one line of text."""
    return " ".join(unescape(ELEMENT.sub("", text)).split())


def utc(moment: datetime) -> datetime | None:
    """The moment in UTC, which it is in already without a zone; nothing beyond the calendar."""
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def language_tag(claimed: str | None) -> str | None:
    """`ro-ro` → `ro-RO`; nothing for what is no language."""
    found = LANGUAGE.match((claimed or "").strip())
    if not found:
        return None
    region = found[2] or ""
    if len(region) == 2 and region.isalpha():  # noqa: PLR2004  ISO 3166
        return f"{found[1].lower()}-{region.upper()}"
    return found[1].lower()
