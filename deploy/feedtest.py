"""One feed asked once, by the production functions; nothing is kept."""

import asyncio

from config.settings import Settings
from ingest.documents import FeedDocument, ParsedFeed
from ingest.fetcher import Fetched, fetcher_of
from ingest.reading import Parses, parsers_of, read_feed


def tested(settings: Settings, url: str, allow: tuple[str, ...]) -> ParsedFeed:
    """What the feed at an address says. Raises IngestError."""
    parsers = parsers_of(settings, 1)
    try:
        return asyncio.run(asked(settings, url, allow, parsers))
    finally:
        parsers.stop()


async def asked(
    settings: Settings, url: str, allow: tuple[str, ...], parsers: Parses
) -> ParsedFeed:
    async with fetcher_of(settings) as fetcher:
        told = await fetcher.fetch(url, kind="feed", allow=frozenset(allow))
    return await parsed(told, parsers)


async def parsed(told: Fetched, parsers: Parses) -> ParsedFeed:
    """The feed in an answer. Raises NotAFeed."""
    kind = told.headers.get("content-type", "")
    document = FeedDocument(body=told.body, url=told.url, content_type=kind)
    return await read_feed(parsers, document)
