"""bytes ─ children ─▶ feed: read in portions, so that one of 50,000 entries holds nobody up."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from msgspec.structs import replace

from config.children import Children, Killed, children_of
from config.settings import Settings
from ingest.documents import FeedDocument, ParsedFeed
from ingest.errors import NotAFeed
from ingest.parse import parse_document

log = logging.getLogger(__name__)

GATHERED = 0.05  # seconds in which documents gather: a child's errand costs what reading one does
MOST = 8  # documents that do: each adds a second to the deadline of all
SMALL = 1 << 18  # bytes of such a document; large ones would share a child's memory
READ_BY_ONE = 2000  # documents, or chunks of them: every hundredth was half of what reading cost

Parsers = Children[FeedDocument, ParsedFeed | NotAFeed]
Outcome = ParsedFeed | NotAFeed | Killed


class Parses(Protocol):
    """Children for `ingest.parse.parse_document`."""

    async def results(self, items: Sequence[FeedDocument]) -> list[Outcome]: ...


def parsers_of(settings: Settings, count: int = 0) -> Parsers:
    """Children for hostile feeds, as many as the settings say, unless told; stop them."""
    return children_of(settings, parse_document, count=count, retire_after=READ_BY_ONE)


class Gathering:
    """Children for documents of many polls: small ones that come together are read together."""

    def __init__(self, children: Parses) -> None:
        self._children = children
        self._open: list[FeedDocument] = []
        self._errand: asyncio.Task[list[Outcome]] | None = None

    async def results(self, items: Sequence[FeedDocument]) -> list[Outcome]:
        """One value per document, in order, as the children's own."""
        if any(len(item.body) > SMALL for item in items):
            return await self._children.results(items)
        if self._errand is None or len(self._open) >= MOST:
            self._open = []
            self._errand = asyncio.create_task(self._read(self._open))
        errand, first = self._errand, len(self._open)
        self._open += items
        told = await asyncio.shield(errand)  # a poll that is given up ends no other
        return told[first : first + len(items)]

    async def _read(self, documents: list[FeedDocument]) -> list[Outcome]:
        await asyncio.sleep(GATHERED)
        if self._open is documents:
            self._errand = None
        return await self._children.results(documents)


async def read_feed(children: Parses, document: FeedDocument) -> ParsedFeed:
    """The feed in a document, all of its portions. Raises NotAFeed where the first one is none."""
    (first,) = await children.results([document])
    return await rest_of(children, document, first)


async def rest_of(children: Parses, document: FeedDocument, first: Outcome) -> ParsedFeed:
    """The whole feed, of which the first portion is read. Raises NotAFeed where it is none.

    Without a later portion the feed is as if it were torn: what came is news all the same.
    """
    if isinstance(first, Killed):
        raise NotAFeed(f"parsing ended by {first.reason}")
    if isinstance(first, NotAFeed):
        raise first
    parts = [first]
    while parts[-1].more:
        (part,) = await children.results([replace(document, portion=len(parts))])
        if not isinstance(part, ParsedFeed):
            log.warning("portion_unread", extra={"portion": len(parts), "why": str(part)})
            part = ParsedFeed(whole=False)
        parts.append(part)
    return first if len(parts) == 1 else together(parts)


def together(parts: Sequence[ParsedFeed]) -> ParsedFeed:
    """One feed of its portions, as the first one says what it is."""
    some = any(part.shown for part in parts)
    words = {part.agreed for part in parts}
    return replace(
        parts[0],
        entries=tuple(entry for part in parts for entry in part.entries),
        shown=tuple(entry for part in parts for entry in part.shown or part.entries)
        if some
        else (),
        whole=all(part.whole for part in parts),
        agreed=False if False in words else parts[0].agreed,
        more=False,
    )
