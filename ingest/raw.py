"""sighting, page → raw: exactly what was found, or why there is no page."""

import zstandard

from config.records import Answer, RawArticle
from ingest.fetcher import Fetched
from ingest.sighting import Sighting

LEVEL = 3  # zstd's own default: a page of 150 KB in one millisecond
HEADER = 2000  # characters of one header that are carried
HEADERS = 40  # of an answer


def raw_article(
    seen: Sighting, page: Fetched | None, page_error: str | None, page_bytes: int
) -> RawArticle:
    """The record for `articles.raw`; a page is cut at `page_bytes` before it is compressed."""
    return RawArticle(
        id=seen.entry.id,
        seen_at=seen.seen_at,
        feed=seen.feed,
        publisher=seen.publisher,
        entry=seen.entry,
        language=seen.language,
        pages=seen.pages,
        page=compressed(page.body[:page_bytes]) if page and not page_error else b"",
        page_error=page_error,
        answer=answer(page) if page else None,
    )


def compressed(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL).compress(body) if body else b""


def answer(page: Fetched) -> Answer:
    headers = list(page.headers.items())[:HEADERS]
    return Answer(
        url=page.url,
        status=page.status,
        headers={name.lower(): value[:HEADER] for name, value in headers},
        redirects=page.redirects,
        address=page.address,
    )
