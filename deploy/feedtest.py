"""One feed asked once, by the production functions; nothing is kept."""

import asyncio

from config.children import Children
from config.settings import Settings
from ingest.documents import FeedDocument, ParsedFeed
from ingest.errors import NotAFeed
from ingest.fetcher import Fetched, fetcher_of
from ingest.parse import parse_document
from ingest.reading import read_feed

Readers = Children[FeedDocument, ParsedFeed | NotAFeed]


def tested(settings: Settings, url: str, allow: tuple[str, ...]) -> ParsedFeed:
    """What the feed at an address says. Raises IngestError."""
    readers = parsers(settings)
    try:
        return asyncio.run(asked(settings, url, allow, readers))
    finally:
        readers.stop()


def parsers(settings: Settings) -> Readers:
    """A child for hostile feeds; stop it."""
    return Children(
        parse_document,
        count=1,
        cpu_seconds=settings.parse_cpu,
        memory_bytes=settings.parse_memory,
    )


async def asked(
    settings: Settings, url: str, allow: tuple[str, ...], readers: Readers
) -> ParsedFeed:
    async with fetcher_of(settings) as fetcher:
        told = await fetcher.fetch(url, kind="feed", allow=frozenset(allow))
    return await parsed(told, readers)


async def parsed(told: Fetched, readers: Readers) -> ParsedFeed:
    """The feed in an answer. Raises NotAFeed."""
    kind = told.headers.get("content-type", "")
    document = FeedDocument(body=told.body, url=told.url, content_type=kind)
    return await read_feed(readers, document)
