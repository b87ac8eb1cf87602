"""sighting, page → raw: exactly what was found, or why there is no page."""

import msgspec
import zstandard

from config.records import Answer, RawArticle
from ingest.fetcher import Fetched
from ingest.pagetext import PageText
from ingest.sighting import Sighting

LEVEL = 3  # zstd's own default: a page of 150 KB in one millisecond
HEADER = 2000  # characters of one header that are carried
HEADERS = 40  # of an answer


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the request for a page; none was made where a feed's text is enough."""

    fetched: Fetched | None = None
    body: bytes = b""  # zstd
    error: str | None = None
    rest: float = 0  # seconds this host wants between two requests
    tdm: str = ""  # what its host's tdmrep.json says of it: `1` reserved, `0` not
    read: PageText | None = None  # what stands in it, where it is looked at again

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it was found in the end, and what it calls itself."""
        canonical = self.read.canonical if self.read else ""
        return (self.fetched.url, canonical) if self.fetched else ()


def raw_article(seen: Sighting, page: Page) -> RawArticle:
    """The record for `articles.raw`."""
    return RawArticle(
        id=seen.entry.id,
        seen_at=seen.seen_at,
        feed=seen.feed,
        publisher=seen.publisher,
        entry=seen.entry,
        language=seen.language,
        pages=seen.pages,
        page=page.body,
        page_error=page.error,
        answer=answer(page.fetched, page.tdm) if page.fetched else None,
    )


def page_of(fetched: Fetched, page_bytes: int, rest: float, tdm: str = "") -> Page:
    """A page as it travels: cut at `page_bytes`, then compressed."""
    body = zstandard.ZstdCompressor(level=LEVEL).compress(fetched.body[:page_bytes])
    return Page(fetched=fetched, body=body, rest=rest, tdm=tdm)


def answer(fetched: Fetched, tdm: str) -> Answer:
    headers = list(fetched.headers.items())[:HEADERS]
    return Answer(
        url=fetched.url,
        status=fetched.status,
        headers={name.lower(): value[:HEADER] for name, value in headers},
        redirects=fetched.redirects,
        address=fetched.address,
        tdm=tdm,
    )
