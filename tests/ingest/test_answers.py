import gzip
from datetime import UTC, datetime

import pytest

from ingest.answers import kept_headers, readable, retry_after, sendable, unzipped
from ingest.errors import Refused, Unreachable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

WAITS = {
    "seconds": ("120", 120.0),
    "too soon": ("1", 60.0),
    "too late": ("99999999999999999999", 86400.0),
    "date": ("Sun, 22 Nov 2026 13:00:00 GMT", 3600.0),
    "past": ("Sun, 22 Nov 2020 13:00:00 GMT", 60.0),
    "year 9999": ("Fri, 31 Dec 9999 23:59:59 GMT", 86400.0),
    "no zone": ("Sun, 22 Nov 2026 13:00:00", 3600.0),
    "negative": ("-1", None),
    "nonsense": ("soon", None),
    "number of another script": ("٣", None),
    "nothing": ("", None),
    "infinite": ("inf", None),
    "year too large": ("Fri, 31 Dec 99999 23:59:59 GMT", None),
}


@pytest.mark.parametrize(("value", "seconds"), WAITS.values(), ids=WAITS.keys())
def test_retry_after_is_between_a_minute_and_a_day(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_keeps_few_headers_as_text_that_can_be_written() -> None:
    raw = ((b"ETag", b'"\xe9"'), (b"LINK", "ș".encode()), (b"Set-Cookie", b"s=1"))
    assert kept_headers(raw) == {"etag": '"é"', "link": "ș"}


def test_refuses_headers_above_32_kib() -> None:
    with pytest.raises(Unreachable):
        kept_headers((b"x-%d" % number, b"y" * 1000) for number in range(40))


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "TEXT/XML", "", "application/octet-stream", "x"]
)
def test_reads_what_may_hold_text(kind: str) -> None:
    readable({"content-type": kind}, " GZIP ")


@pytest.mark.parametrize("kind", ["image/png", "Video/MP4;x", "application/pdf"])
def test_refuses_what_cannot_hold_text(kind: str) -> None:
    with pytest.raises(Refused, match="content_type"):
        readable({"content-type": kind}, "")


def test_opens_a_gzip_file_of_several_members() -> None:
    assert unzipped(gzip.compress(b"one ") + gzip.compress(b"two"), 7) == b"one two"
    assert unzipped(b"<rss/>", 3) == b"<rss/>"


def test_a_torn_gzip_file_is_no_complete_answer() -> None:
    with pytest.raises(Unreachable, match="too early"):
        unzipped(gzip.compress(b"x" * 99)[:-10], 1000)
    with pytest.raises(Unreachable, match="gzip"):
        unzipped(b"\x1f\x8bnonsense", 1000)


def test_many_small_bombs_count_together() -> None:
    with pytest.raises(Refused, match="too_large"):
        unzipped(gzip.compress(bytes(600)) * 2, 1000)


def test_only_harmless_validators_are_sent() -> None:
    assert sendable('W/"1"') == 'W/"1"'
    assert sendable('"1"\r\nx: y') is None
    assert sendable("") is None
    assert sendable(None) is None
