"""feedparser's items → entries as their feed tells them. Pure."""

import html
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from ingest.documents import Told, language_tag, plain_line, utc, web_address
from ingest.feeddates import spoken_moment

TEXTS = ("text/", "application/xhtml+xml")
Item = dict[str, Any]  # a FeedParserDict: what it holds was told by strangers


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
