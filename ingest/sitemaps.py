"""A sitemap (sitemaps.org, Google News) → entries; a sitemap index → the maps it names. Pure.

Of a plain map the poller takes only what has changed lately: the rest is the site's whole past.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from lxml import etree

from config.records import Entry
from ingest.documents import (
    FeedDocument,
    ParsedFeed,
    Sitemap,
    Told,
    entries_of,
    language_tag,
    provider_of,
    utc,
    web_address,
)
from ingest.errors import NotAFeed
from ingest.feeddates import spoken_moment

ROOT = re.compile(
    r"\s*(?:<!--.{0,4000}?-->\s*|<\?.{0,400}?\?>\s*)*<(?:[\w.-]+:)?(urlset|sitemapindex)\b", re.S
)
END = re.compile(r"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>\s*(?:<!--.*?-->\s*)*$", re.S)
TAIL = 4096  # characters in which a map must have its end
SITEMAP, INDEX = "sitemap", "sitemapindex"  # what a feed's `version` says of them
DRIP = 2  # maps of an index read at one poll; each may take as long as a feed
LATELY = timedelta(days=3)  # before the newest change that a map tells of
LONGEST = 50_000  # addresses in a map, by its own standard


def is_sitemap(text: str) -> bool:
    return ROOT.match(text) is not None


def sitemap(text: str, document: FeedDocument) -> ParsedFeed:
    """What a map or an index says. Raises NotAFeed where nothing can be read of it."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise NotAFeed("a sitemap that cannot be read")
    whole = END.search(text[-TAIL:]) is not None
    if local(root) == INDEX:
        maps = tuple(maps_of(root, document.url))
        return ParsedFeed(version=INDEX, sitemaps=maps, whole=whole)
    found = entries_of(pages_of(root, document.url), provider_of(document.url))
    return ParsedFeed(
        entries=found.entries,
        shown=found.shown,
        title=publication_of(root),
        version=SITEMAP,
        whole=whole,
    )


def maps_of(root: etree._Element, base: str) -> Iterator[Sitemap]:
    for place in children(root, "sitemap"):
        url = web_address(word(place, "loc") or (place.text or "").strip(), base)
        if url:
            moment = moment_of(word(place, "lastmod"))
            yield Sitemap(url=url, changed=moment.isoformat() if moment else "")


class Portion(NamedTuple):
    """The maps of an index that are read now, how far that comes, whether more are left."""

    maps: tuple[Sitemap, ...]
    drip: str
    more: bool


def next_maps(maps: tuple[Sitemap, ...], drip: str) -> Portion:
    """The next two maps of an index that has been read as far as `drip`.

    With dates: those changed since, oldest first; at first the newest only, since the others are
    the past. Without: one after the other, for ever.
    """
    dated = sorted((place for place in maps if place.changed), key=order)
    if not dated:
        start = int(drip) % len(maps) if drip.isdecimal() else 0
        return Portion(maps[start : start + DRIP], str(start + DRIP), more=False)
    waiting = [place for place in dated if order(place) > drip] if drip else dated[-DRIP:]
    now = tuple(waiting[:DRIP])
    return Portion(now, order(now[-1]) if now else drip, more=len(waiting) > DRIP)


def order(place: Sitemap) -> str:
    """By change, and by address where a whole day changed at once."""
    return f"{place.changed} {place.url}"


def pages_of(root: etree._Element, base: str) -> Iterator[Told]:
    for count, place in enumerate(children(root, "url")):
        if count >= LONGEST:
            return
        news = next(children(place, "news"), None)
        yield Told(
            link=web_address(word(place, "loc"), base),
            title=" ".join(word(news, "title").split()),
            published_at=moment_of(word(news, "publication_date")),
            updated_at=moment_of(word(place, "lastmod")),
            language=language_tag(word(publication(news), "language")),
            categories=[part.strip() for part in word(news, "keywords").split(",")],
        )


def recent(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Of the entries of a map: news, and what changed with the newest or in the days before."""
    moments = [entry.updated_at for entry in entries if entry.updated_at]
    newest = max(moments, default=None)
    return tuple(e for e in entries if e.title or is_late(e.updated_at, newest))


def is_late(moment: datetime | None, newest: datetime | None) -> bool:
    return bool(moment and newest and moment > newest - LATELY)


def publication_of(root: etree._Element) -> str:
    """The name under which its news appear."""
    for place in children(root, "url"):
        name = word(publication(next(children(place, "news"), None)), "name")
        if name:
            return name
    return ""


def publication(news: etree._Element | None) -> etree._Element | None:
    return None if news is None else next(children(news, "publication"), None)


def children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """By local name: maps get the namespaces wrong."""
    return (child for child in parent if local(child) == name)


def local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def word(parent: etree._Element | None, name: str) -> str:
    found = None if parent is None else next(children(parent, name), None)
    return "".join(found.itertext()).strip() if found is not None else ""


def moment_of(told: str) -> datetime | None:
    """A W3C date, whole or in part, in UTC."""
    try:
        return utc(datetime.fromisoformat(told))
    except ValueError:
        return spoken_moment(told)
