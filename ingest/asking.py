"""feed ─ ask ─▶ document: one conditional request, its body parsed only when it is another one."""

from collections.abc import Sequence
from random import random
from typing import Protocol

import msgspec
import xxhash

from config.children import Killed
from config.feeds import Feed
from config.metrics import READINGS
from config.records import Entry
from ingest.documents import FeedDocument, ParsedFeed, Reader
from ingest.errors import NotAFeed
from ingest.fetcher import Fetched, Fetcher
from ingest.roster import Turn
from ingest.trust import reader_of

LONGEST = 1000  # characters of a validator; longer ones are no validators but an attempt

AGREED = {None: "unchecked", True: "agreed", False: "disagreed"}


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed said. Without `document` it said nothing new."""

    status: int
    document: ParsedFeed | None = None
    etag: str = ""
    last_modified: str = ""
    body: str = ""

    @property
    def whole(self) -> bool:
        """It was not torn: a feed without its end may have had more entries."""
        return self.document is None or self.document.whole

    @property
    def entries(self) -> dict[str, Entry]:
        """By id; of two entries with one id, the first, which feeds mean to be the newest."""
        told = self.document.entries if self.document else ()
        return {entry.id: entry for entry in reversed(told)}


class Parses(Protocol):
    """Children for `ingest.parse.parse_document`."""

    async def results(
        self, items: Sequence[FeedDocument]
    ) -> list[ParsedFeed | NotAFeed | Killed]: ...


class Asker:
    """Holds the fetcher and the children that read what it brings."""

    def __init__(self, fetcher: Fetcher, children: Parses) -> None:
        self._fetcher, self._children = fetcher, children

    async def ask(self, feed: Feed, turn: Turn) -> Response:
        """The feed's answer, with the validators of its last one. Raises IngestError."""
        fetched = await self._fetcher.fetch(
            feed.url,
            kind="feed",
            etag=turn.etag or None,
            last_modified=turn.last_modified or None,
            allow=frozenset(feed.allow_addresses),
            tls_verify=feed.tls == "verify",
        )
        mark = xxhash.xxh3_64_hexdigest(fetched.body)
        if fetched.unchanged:
            return Response(
                status=fetched.status,
                etag=turn.etag,
                last_modified=turn.last_modified,
                body=turn.body,
            )
        same = mark == turn.body
        reader = reader_of(turn.trust, random())  # noqa: S311  a sample
        return response(fetched, mark, None if same else await self._parsed(fetched, reader))

    async def _parsed(self, fetched: Fetched, reader: Reader) -> ParsedFeed:
        """Raises NotAFeed for what no feed is, or what killed the child that read it."""
        kind = fetched.headers.get("content-type", "")
        document = FeedDocument(
            body=fetched.body, url=fetched.url, content_type=kind, reader=reader
        )
        (parsed,) = await self._children.results([document])
        if isinstance(parsed, Killed):
            raise NotAFeed(f"parsing ended by {parsed.reason}")
        if isinstance(parsed, NotAFeed):
            raise parsed
        READINGS.labels(parsed.reader, AGREED[parsed.agreed]).inc()
        return parsed


def response(fetched: Fetched, mark: str, parsed: ParsedFeed | None) -> Response:
    return Response(
        status=fetched.status,
        document=parsed,
        etag=fetched.headers.get("etag", "")[:LONGEST],
        last_modified=fetched.headers.get("last-modified", "")[:LONGEST],
        body=mark,
    )
