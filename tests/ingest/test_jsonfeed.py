import json
from datetime import UTC, datetime

import pytest

from ingest.documents import FeedDocument
from ingest.errors import NotAFeed
from ingest.jsonfeed import json_feed

AT = FeedDocument(body=b"", url="https://ziar.example/feed.json")
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Ziar",
    "language": "ro-ro",
    "feed_url": "https://ziar.example/feed.json",
    "hubs": [{"type": "WebSub", "url": "https://hub.example/"}, {"type": "rssCloud", "url": "x"}],
    "next_url": "https://ziar.example/feed.json?page=2",
    "items": [
        {
            "id": 7,
            "url": "/stiri/7",
            "title": "Știre",
            "content_html": "<p>x</p>",
            "content_text": "y",
            "date_published": "2026-11-22T10:00:00+02:00",
            "date_modified": "2026-11-22T09:00:00Z",
            "authors": [{"name": "Ana"}, "noise", {"name": "Ion"}],
            "author": {"name": "Ana"},
            "tags": ["politică", 5],
        },
        {"id": "8", "content_text": "a < b", "date_published": "yesterday", "url": "javascript:x"},
        {},
        "noise",
    ],
}


def test_reads_a_json_feed() -> None:
    feed = json_feed(json.dumps(FEED), AT)
    first, second = feed.entries
    assert feed.older == ("https://ziar.example/feed.json?page=2",)
    assert (feed.title, feed.language, feed.hubs) == ("Ziar", "ro-RO", ("https://hub.example/",))
    assert (feed.topic, feed.nameless) == ("https://ziar.example/feed.json", 1)
    assert (first.url, first.guid, first.title) == ("https://ziar.example/stiri/7", "7", "Știre")
    assert (first.html, first.authors, first.categories) == (
        "<p>x</p>",
        ("Ana", "Ion"),
        ("politică",),
    )
    assert first.published_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert first.updated_at == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert first.language == "ro-RO"
    assert (second.url, second.html, second.published_at) == ("", "a &lt; b", None)


@pytest.mark.parametrize(
    "text", ["{", "{}", '{"version": 1}', "[]", '{"a":' * 100_000, '{"version": {"a": []}}']
)
def test_other_json_is_no_feed(text: str) -> None:
    with pytest.raises(NotAFeed):
        json_feed(text, AT)


def test_wrong_types_are_passed_over() -> None:
    version = FEED["version"]
    assert (
        json_feed(json.dumps({"version": version, "items": {"a": 1}, "hubs": 5}), AT).entries == ()
    )
    item = {"id": ["x"], "title": {"a": 1}, "content_html": 5, "authors": "Ana", "tags": None}
    (entry,) = json_feed(json.dumps({"version": version, "items": [item]}), AT).entries
    assert (entry.guid, entry.title, entry.html, entry.authors) == (None, "", "5", ())
