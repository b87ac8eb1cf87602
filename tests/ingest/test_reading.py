import asyncio
from collections.abc import Iterator

import pytest

from config.children import Children
from ingest.documents import FeedDocument, ParsedFeed
from ingest.errors import NotAFeed
from ingest.gathering import MOST, SMALL, Gathering
from ingest.parse import parse_document
from ingest.portions import SIZE
from ingest.reading import Parsers, read_feed, size_of

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


async def test_documents_that_come_together_are_read_together_and_each_has_its_own(
    children: Parsers,
) -> None:
    gathering = Gathering(children, size_of)
    titles = [f"Ziarul {n}" for n in range(MOST + 2)]
    padding = " " * SMALL  # the last one is too large to wait for others
    feeds = [
        f"<rss version='2.0'><channel><title>{title}</title></channel></rss>" for title in titles
    ]
    documents = [FeedDocument(body=feed.encode()) for feed in [*feeds[:-1], feeds[-1] + padding]]
    read = await asyncio.gather(*(read_feed(gathering, document) for document in documents))
    assert [feed.title for feed in read] == titles


async def test_one_that_kills_its_child_takes_no_other_along(children: Parsers) -> None:
    gathering = Gathering(children, size_of)
    feeds = [f"<rss version='2.0'><channel><title>Z</title>{part}</channel></rss>"
             for part in ("", f"<item>{HARM}</item>", "")]  # fmt: skip
    outcomes = await asyncio.gather(
        *(read_feed(gathering, FeedDocument(body=feed.encode())) for feed in feeds),
        return_exceptions=True,
    )
    first, killed, last = outcomes
    assert isinstance(first, ParsedFeed) and isinstance(last, ParsedFeed)
    assert isinstance(killed, NotAFeed)


async def test_a_poll_that_is_given_up_ends_no_other(children: Parsers) -> None:
    gathering = Gathering(children, size_of)
    document = FeedDocument(body=b"<rss version='2.0'><channel><title>Z</title></channel></rss>")
    first, second = (asyncio.create_task(read_feed(gathering, document)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).title == "Z"
    assert first.cancelled()
