"""gap ─ ask ─▶ older pages, news sitemaps: what came and went between two polls, as far as told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from time import monotonic
from urllib.parse import urljoin

from msgspec.structs import replace

from config.metrics import BACKFILLS
from config.records import Entry
from ingest.backfill import (
    DOCUMENTS,
    PATIENCE,
    PAUSE,
    between,
    next_older,
    of_sections,
    overlaps,
    word_of,
)
from ingest.documents import ParsedFeed
from ingest.errors import IngestError
from ingest.fetcher import Fetched
from ingest.marks import Marks
from ingest.robots import news_maps, rules_text
from ingest.standing import home_of


class Archive:
    """A feed's past, asked for as its poll asks."""

    def __init__(
        self,
        url: str,
        fetch: Callable[[str], Awaitable[Fetched]],
        parse: Callable[[Fetched], Awaitable[ParsedFeed]],
    ) -> None:
        self._url, self._fetch, self._parse = url, fetch, parse
        self._began = monotonic()

    async def between(self, latest: ParsedFeed, before: Marks, since: datetime) -> list[Entry]:
        """What came since a moment and is known to nobody: of older pages, else of news maps."""
        found, overlapped = list[Entry](), False
        for places in (self._pages(latest), self._maps(latest)):
            async for page in places:
                found += between(page.entries, before, since)
                overlapped = overlapped or overlaps(page.entries, before)
                if overlapped:
                    break
            if overlapped:
                break
        BACKFILLS.labels(word_of(overlapped=overlapped, found=bool(found))).inc()
        return found

    async def _pages(self, document: ParsedFeed) -> AsyncIterator[ParsedFeed]:
        """Older pages, one after the other, until one does not come or time is up."""
        url = self._url
        for count in range(DOCUMENTS):
            url = next_older(document, url, count)
            page = await self._page(url) if url else None
            if page is None:
                return
            document = page
            yield page

    async def _maps(self, latest: ParsedFeed) -> AsyncIterator[ParsedFeed]:
        """What the site's news sitemaps tell of the sections that this feed is about."""
        for place in await self._places():
            page = await self._page(place)
            if page is not None:
                yield replace(page, entries=of_sections(page.entries, latest.entries))

    async def _places(self) -> Sequence[str]:
        """The first news map of its own domain that robots.txt names."""
        try:
            told = await self._fetch(urljoin(self._url, "/robots.txt"))
        except IngestError:
            return ()
        named = news_maps(rules_text(told.status, told.body) or "")
        return [url for url in named if home_of(url) == home_of(self._url)][:1]

    async def _page(self, url: str) -> ParsedFeed | None:
        if monotonic() - self._began > PATIENCE:
            return None
        await asyncio.sleep(PAUSE)
        try:
            return await self._parse(await self._fetch(url))
        except IngestError:
            return None
