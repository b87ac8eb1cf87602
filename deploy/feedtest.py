"""One feed asked once, by the production functions; nothing is kept."""

import asyncio

from config.children import Children, Killed
from config.settings import Settings
from ingest.documents import FeedDocument, ParsedFeed
from ingest.errors import NotAFeed
from ingest.fetcher import fetcher_of
from ingest.parse import parse_document


def tested(settings: Settings, url: str, allow: tuple[str, ...]) -> ParsedFeed:
    """What the feed at an address says. Raises IngestError."""
    children: Children[FeedDocument, ParsedFeed | NotAFeed] = Children(
        parse_document,
        count=1,
        cpu_seconds=settings.parse_cpu,
        memory_bytes=settings.parse_memory,
    )
    try:
        return asyncio.run(asked(settings, url, allow, children))
    finally:
        children.stop()


async def asked(
    settings: Settings,
    url: str,
    allow: tuple[str, ...],
    children: "Children[FeedDocument, ParsedFeed | NotAFeed]",
) -> ParsedFeed:
    async with fetcher_of(settings) as fetcher:
        told = await fetcher.fetch(url, kind="feed", allow=frozenset(allow))
    kind = told.headers.get("content-type", "")
    document = FeedDocument(body=told.body, url=told.url, content_type=kind)
    (parsed,) = await children.results([document])
    if isinstance(parsed, Killed):
        raise NotAFeed(f"parsing ended by {parsed.reason}")
    if isinstance(parsed, NotAFeed):
        raise parsed
    return parsed
