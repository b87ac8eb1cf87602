"""bytes ─ children ─▶ feed: read in portions, so that one of 50,000 entries holds nobody up."""

import logging
from collections.abc import Sequence

from msgspec.structs import replace

from config.children import Children, Killed, children_of
from config.settings import Settings
from ingest.documents import FeedDocument, ParsedFeed
from ingest.errors import NotAFeed
from ingest.gathering import Gathering
from ingest.parse import parse_document

log = logging.getLogger(__name__)

READ_BY_ONE = 2000  # documents, or chunks of them: every hundredth was half of what reading cost

Parsers = Children[FeedDocument, ParsedFeed | NotAFeed]
Parses = Parsers | Gathering[FeedDocument, ParsedFeed | NotAFeed]
Outcome = ParsedFeed | NotAFeed | Killed


def parsers_of(settings: Settings, count: int = 0) -> Parsers:
    """Children for hostile feeds, as many as the settings say, unless told; stop them."""
    return children_of(settings, parse_document, count=count, retire_after=READ_BY_ONE)


def size_of(document: FeedDocument) -> int:
    return len(document.body)


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
