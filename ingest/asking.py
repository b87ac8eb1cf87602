"""feed ─ ask ─▶ document: one conditional request, its body parsed only when it is another one."""

from collections.abc import Callable
from datetime import UTC, datetime
from random import random

import msgspec
import xxhash

from config.feeds import Feed
from config.metrics import READINGS
from config.moments import now_ms
from config.records import Entry
from ingest.archive import Archive
from ingest.backfill import LATE
from ingest.documents import FeedDocument, ParsedFeed, Reader
from ingest.fetcher import Fetched, Fetcher
from ingest.freshness import fresh_for
from ingest.marks import Marks
from ingest.reading import Parses, read_feed
from ingest.sitemaps import INDEX, SITEMAP, next_maps, recent
from ingest.standing import home_of
from ingest.trust import reader_of
from ingest.turn import Turn

LONGEST = 1000  # characters of a validator; longer ones are no validators but an attempt

AUDITED = 1 / 50  # share of the 304s; Media Cloud gave conditional requests up over lying servers
EVER = datetime.fromtimestamp(0, UTC)
PARDON = 30 * 86_400_000  # ms after which a server that lied is believed again
AGREED = {None: "unchecked", True: "agreed", False: "disagreed"}


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed said. Without `document` it said nothing new."""

    status: int
    document: ParsedFeed | None = None
    etag: str = ""
    last_modified: str = ""
    body: str = ""
    home: str = ""  # the domain that answered
    moved: str = ""  # where to for good, if every redirect said so
    fresh: float = 0  # s; how long the server says that this is the latest
    took: float = 0  # s
    audited: bool = False  # it came although the server had just said that nothing has changed
    drip: str = ""  # how far the maps of an index have been read; empty for all other feeds
    more: bool = False  # not all of them have
    pushed: bool = False  # by its hub: its latest entries, perhaps not all

    @property
    def whole(self) -> bool:
        """It was not torn, nor left half unread: such a feed may have had more entries."""
        return self.document is None or (self.document.whole and not self.more)

    @property
    def entries(self) -> dict[str, Entry]:
        """By id; of two entries with one id, the first, which feeds mean to be the newest."""
        told = self.document.entries if self.document else ()
        if self.document and self.document.version == SITEMAP:
            told = recent(told)
        return {entry.id: entry for entry in reversed(told)}


class Asker:
    """Holds the fetcher and the children that read what it brings."""

    def __init__(
        self, fetcher: Fetcher, children: Parses, chance: Callable[[], float] = random
    ) -> None:
        self._fetcher, self._children, self._chance = fetcher, children, chance

    async def ask(self, feed: Feed, turn: Turn) -> Response:
        """The feed's answer, with the validators of its last one. Raises IngestError.

        One 304 in fifty is audited: the same question is put again, without validators.
        """
        believed = not_caught(turn) and not turn.rotates
        fetched = await self._fetched(feed, turn, conditional=believed)
        if not fetched.unchanged:
            return await self._read(feed, fetched, turn)
        if self._chance() >= AUDITED:
            return unchanged(fetched, turn)
        again = await self._fetched(feed, turn, conditional=False)
        return msgspec.structs.replace(await self._read(feed, again, turn), audited=True)

    async def older(
        self, feed: Feed, turn: Turn, document: ParsedFeed, before: Marks
    ) -> list[Entry]:
        """What came and went between the last poll and this one, as far as anybody tells."""
        since = datetime.fromtimestamp(turn.rhythm.at - LATE, UTC) if turn.rhythm.at else EVER

        async def fetch(url: str) -> Fetched:
            return await self._fetched(feed, turn, conditional=False, url=url)

        async def parse(fetched: Fetched) -> ParsedFeed:
            return await self._parsed(fetched, "reference")

        archive = Archive(turn.address or feed.url, fetch, parse)
        return await archive.between(document, before, since)

    async def read(self, feed: Feed, turn: Turn, body: bytes, content_type: str) -> Response:
        """What a hub has pushed of a feed; its validators stay those of its last answer.

        Raises NotAFeed.
        """
        headers = {"content-type": content_type}
        fetched = Fetched(url=turn.address or feed.url, status=200, headers=headers, body=body)
        document = await self._parsed(fetched, "reference")
        known = {"etag": turn.etag, "last_modified": turn.last_modified, "body": turn.body}
        told = response(fetched, turn.body, document)
        return msgspec.structs.replace(told, pushed=True, home=turn.home, **known)

    async def _fetched(
        self, feed: Feed, turn: Turn, *, conditional: bool, url: str = ""
    ) -> Fetched:
        return await self._fetcher.fetch(
            url or turn.address or feed.url,
            kind="feed",
            etag=turn.etag if conditional and turn.etag else None,
            last_modified=turn.last_modified if conditional and turn.last_modified else None,
            allow=frozenset(feed.allow_addresses),
            tls_verify=feed.tls == "verify",
        )

    async def _read(self, feed: Feed, fetched: Fetched, turn: Turn) -> Response:
        mark = xxhash.xxh3_64_hexdigest(fetched.body)
        if mark == turn.body and not turn.rotates:
            return response(fetched, mark, None)
        reader = reader_of(turn.trust, self._chance())
        document = await self._parsed(fetched, reader)
        told = response(fetched, mark, document)
        return await self._dripped(feed, turn, told) if document.sitemaps else told

    async def _dripped(self, feed: Feed, turn: Turn, index: Response) -> Response:
        """An index with the entries of its next maps: two at a time, so that a thousand trickle in.

        Raises IngestError when a map does not come: then this turn is one that failed.
        """
        maps = index.document.sitemaps if index.document else ()
        portion = next_maps(maps, turn.drip)
        entries: list[Entry] = []
        for place in portion.maps:
            fetched = await self._fetched(feed, turn, conditional=False, url=place.url)
            entries += recent((await self._parsed(fetched, "reference")).entries)
        document = ParsedFeed(entries=tuple(entries), version=INDEX, title=index.home)
        return msgspec.structs.replace(
            index, document=document, drip=portion.drip, more=portion.more
        )

    async def _parsed(self, fetched: Fetched, reader: Reader) -> ParsedFeed:
        """Raises NotAFeed for what no feed is, or what killed the child that read it."""
        kind = fetched.headers.get("content-type", "")
        document = FeedDocument(
            body=fetched.body, url=fetched.url, content_type=kind, reader=reader
        )
        parsed = await read_feed(self._children, document)
        READINGS.labels(parsed.reader, AGREED[parsed.agreed]).inc()
        return parsed


def not_caught(turn: Turn) -> bool:
    """Whether this server's word that nothing has changed may be believed."""
    return now_ms() - turn.liar > PARDON


def unchanged(fetched: Fetched, turn: Turn) -> Response:
    """What a 304 says: all as it was. Who answered is known where nobody was in between."""
    known = turn.home if turn.home and not fetched.redirects else home_of(fetched.url)
    return Response(
        status=fetched.status,
        etag=turn.etag,
        last_modified=turn.last_modified,
        body=turn.body,
        home=known,
        moved=fetched.url if fetched.permanent else "",
        fresh=fresh_for(fetched.headers, datetime.now(UTC)),
        took=fetched.elapsed,
    )


def response(fetched: Fetched, mark: str, parsed: ParsedFeed | None) -> Response:
    return Response(
        status=fetched.status,
        document=parsed,
        etag=fetched.headers.get("etag", "")[:LONGEST],
        last_modified=fetched.headers.get("last-modified", "")[:LONGEST],
        body=mark,
        home=home_of(fetched.url),
        moved=fetched.url if fetched.permanent else "",
        fresh=fresh_for(fetched.headers, datetime.now(UTC)),
        took=fetched.elapsed,
    )
