"""A JSON Feed (jsonfeed.org, 1 and 1.1) → what its items tell. feedparser 6 cannot read them."""

import html
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ingest.documents import (
    FeedDocument,
    ParsedFeed,
    Told,
    entries_of,
    language_tag,
    provider_of,
    utc,
    web_address,
)
from ingest.errors import NotAFeed

VERSION = "jsonfeed.org/version/"


def json_feed(text: str, document: FeedDocument) -> ParsedFeed:
    """The feed in a JSON text. Raises NotAFeed where there is none."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"JSON: {type(error).__name__}") from None
    if not isinstance(feed, dict) or VERSION not in str(feed.get("version")):
        raise NotAFeed("JSON, but no JSON Feed")
    items = [item for item in listed(feed, "items") if isinstance(item, dict)]
    language = language_tag(string(feed, "language"))
    told_items = (told(item, document.url, language) for item in items)
    found = entries_of(told_items, provider_of(document.url))
    return ParsedFeed(
        entries=found.entries,
        shown=found.shown,
        title=string(feed, "title"),
        language=language,
        version="json1",
        hubs=tuple(
            string(hub, "url") for hub in dicts(feed, "hubs") if hub.get("type") == "WebSub"
        ),
        topic=string(feed, "feed_url") or None,
        older=tuple(filter(None, [string(feed, "next_url")])),
    )


def told(item: dict[str, Any], base: str, language: str | None) -> Told:
    text = string(item, "content_text") or string(item, "summary")
    people = [*dicts(item, "authors"), item.get("author")]
    return Told(
        link=web_address(string(item, "url"), base),
        guid=string(item, "id"),
        title=string(item, "title"),
        html=string(item, "content_html") or html.escape(text, quote=False),
        authors=[string(person, "name") for person in people if isinstance(person, dict)],
        published_at=moment(string(item, "date_published")),
        updated_at=moment(string(item, "date_modified")),
        language=language_tag(string(item, "language")) or language,
        categories=[tag for tag in listed(item, "tags") if isinstance(tag, str)],
    )


def string(holder: dict[str, Any], name: str) -> str:
    """A text or number as text; everything else is no text."""
    value = holder.get(name)
    return str(value) if isinstance(value, str | int | float) else ""


def listed(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def dicts(holder: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    return (value for value in listed(holder, name) if isinstance(value, dict))


def moment(text: str) -> datetime | None:
    try:
        return utc(datetime.fromisoformat(text))
    except ValueError:
        return None
