import zstandard

from config.codec import RAW
from ingest.fetcher import Fetched
from ingest.raw import HEADER, Page, page_of, raw_article
from tests.ingest.sightings import a_sighting


def fetched(body: bytes = b"<p>x", **headers: str) -> Fetched:
    return Fetched(
        url="https://z.example/b", status=200, body=body, headers=headers, address="1.1.1.1"
    )


def test_a_page_travels_compressed_with_what_the_server_said() -> None:
    page = page_of(fetched(b"<p>x" * 999, etag="e" * 9999), 1 << 20, 0)
    raw = raw_article(a_sighting(), page)
    assert zstandard.ZstdDecompressor().decompress(raw.page) == b"<p>x" * 999
    assert raw.answer and raw.answer.address == "1.1.1.1"
    assert len(raw.answer.headers["etag"]) == HEADER
    assert RAW.decode(RAW.encode(raw)) == raw


def test_a_long_page_is_cut_before_it_is_compressed() -> None:
    assert (
        zstandard.ZstdDecompressor().decompress(page_of(fetched(b"abcdef"), 4, 0).body) == b"abcd"
    )


def test_without_its_page_an_entry_travels_with_the_reason() -> None:
    seen = a_sighting()
    raw = raw_article(seen, Page(error="timeout"))
    assert (raw.page, raw.page_error, raw.answer) == (b"", "timeout", None)
    assert (raw.id, raw.seen_at, raw.entry) == (seen.entry.id, seen.seen_at, seen.entry)


def test_a_page_that_nobody_wanted_is_no_error() -> None:
    assert raw_article(a_sighting(), Page()).page_error is None
