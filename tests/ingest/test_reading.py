from collections.abc import Iterator

import pytest

from config.children import Children
from ingest.documents import FeedDocument, ParsedFeed
from ingest.errors import NotAFeed
from ingest.parse import parse_document
from ingest.portions import SIZE
from ingest.reading import read_feed

Parsers = Children[FeedDocument, ParsedFeed | NotAFeed]
HARM = f"<author>{'a' * 50_000}@</author>"  # minutes in one of feedparser's patterns


@pytest.fixture(scope="module")
def children() -> Iterator[Parsers]:
    children: Parsers = Children(parse_document, count=1, cpu_seconds=1, memory_bytes=1 << 30)
    yield children
    children.stop()


def huge(*last: str) -> bytes:
    items = [f"<item><title>{n}</title><guid>{n:050}</guid></item>" for n in range(SIZE + 3)]
    return f"<rss version='2.0'><channel>{''.join([*items, *last])}</channel></rss>".encode()


async def test_a_huge_feed_is_read_whole(children: Parsers) -> None:
    feed = await read_feed(children, FeedDocument(body=huge(), url="https://ziar.example/rss"))
    assert [entry.title for entry in feed.entries] == [str(n) for n in range(SIZE + 3)]
    assert (feed.whole, feed.more, feed.nameless) == (True, False, 0)


async def test_what_is_no_news_is_shown_of_every_portion(children: Parsers) -> None:
    feed = await read_feed(children, FeedDocument(body=huge("<item><author>A</author></item>")))
    assert (len(feed.entries), feed.nameless) == (SIZE + 3, 1)


async def test_without_a_portion_the_feed_is_torn_and_the_others_count(children: Parsers) -> None:
    feed = await read_feed(children, FeedDocument(body=huge(f"<item>{HARM}</item>")))
    assert (len(feed.entries), feed.whole) == (SIZE, False)


@pytest.mark.parametrize("body", [b"<html><body>404", b""])
async def test_what_is_no_feed_is_said_to_be_none(children: Parsers, body: bytes) -> None:
    with pytest.raises(NotAFeed):
        await read_feed(children, FeedDocument(body=body))
