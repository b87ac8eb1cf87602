"""A site → its feeds, each asked once to be sure; nothing is kept."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from urllib.parse import urljoin

import msgspec

from config.children import Children, Killed, children_of
from config.settings import Settings
from deploy.feedtest import parsed
from ingest.discovery import MOST, linked_feeds, usual_places
from ingest.documents import FeedDocument, ParsedFeed
from ingest.errors import IngestError, NotAFeed
from ingest.fetcher import Fetched, Fetcher, fetcher_of
from ingest.reading import Parses, parsers_of
from ingest.robots import news_maps


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A feed that answered."""

    url: str
    title: str
    version: str
    entries: int
    language: str | None


def feeds_at(settings: Settings, url: str, allow: tuple[str, ...]) -> list[Found]:
    """The feed at an address, or the feeds of the site whose page is there.

    Raises IngestError when the address itself does not answer.
    """
    parsers, pages = parsers_of(settings, 1), children_of(settings, linked_feeds, count=1)
    try:
        return asyncio.run(Search(settings, allow, parsers, pages).all(url))
    finally:
        parsers.stop()
        pages.stop()


class Search:
    """One search; politely, since it asks a single site a dozen times: one after the other."""

    def __init__(
        self,
        settings: Settings,
        allow: tuple[str, ...],
        parsers: Parses,
        pages: "Children[FeedDocument, tuple[str, ...]]",
    ) -> None:
        self._settings, self._allow = settings, frozenset(allow)
        self._parsers, self._pages = parsers, pages

    async def all(self, url: str) -> list[Found]:
        async with fetcher_of(self._settings) as fetcher:
            first = await fetcher.fetch(url, kind="feed", allow=self._allow)
            try:
                return [found(first.url, await parsed(first, self._parsers))]
            except NotAFeed:
                return [one async for one in self._of_site(fetcher, first)]

    async def _of_site(self, fetcher: Fetcher, page: Fetched) -> AsyncIterator[Found]:
        """What the page links and robots.txt names; the usual places where they give nothing."""
        named = [*await self._linked(page), *await self._maps(fetcher, page.url)]
        some = False
        async for one in self._that_answer(fetcher, named):
            some = True
            yield one
        if not some:
            async for one in self._that_answer(fetcher, usual_places(page.url)):
                yield one

    async def _linked(self, page: Fetched) -> tuple[str, ...]:
        kind = page.headers.get("content-type", "")
        document = FeedDocument(body=page.body, url=page.url, content_type=kind)
        (links,) = await self._pages.results([document])
        return () if isinstance(links, Killed) else links

    async def _maps(self, fetcher: Fetcher, url: str) -> tuple[str, ...]:
        try:
            robots = await fetcher.fetch(urljoin(url, "/robots.txt"), "page", allow=self._allow)
        except IngestError:
            return ()
        return news_maps(robots.body.decode("utf-8", "replace"))

    async def _that_answer(self, fetcher: Fetcher, urls: Iterable[str]) -> AsyncIterator[Found]:
        for url in list(dict.fromkeys(urls))[:MOST]:
            try:
                told = await fetcher.fetch(url, kind="feed", allow=self._allow)
                feed = await parsed(told, self._parsers)
            except IngestError:
                continue
            if feed.entries or feed.sitemaps:
                yield found(told.url, feed)


def found(url: str, feed: ParsedFeed) -> Found:
    return Found(
        url=url,
        title=feed.title,
        version=feed.version,
        entries=len(feed.entries),
        language=feed.language,
    )
