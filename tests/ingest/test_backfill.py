from datetime import UTC, datetime

import pytest

from ingest.backfill import between, next_older, of_sections, overlaps, paged, word_of
from ingest.documents import ParsedFeed
from ingest.marks import Marks
from tests.ingest.sightings import an_entry

URL = "https://ziar.example/rss"
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
KNOWN = Marks().after({"k": an_entry("k")})


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (ParsedFeed(older=("https://ziar.example/rss/1",)), "https://ziar.example/rss/1"),
        (ParsedFeed(older=("https://rss.ziar.example/1",)), "https://rss.ziar.example/1"),
        pytest.param(ParsedFeed(older=("https://alt.example/1",)), "", id="another's"),
        pytest.param(ParsedFeed(older=(URL,)), "", id="itself"),
        (ParsedFeed(generator="https://wordpress.org/?v=6.7"), URL + "?paged=2"),
        pytest.param(ParsedFeed(generator="Hugo"), "", id="no WordPress"),
    ],
)
def test_older_pages_are_where_the_feed_says(document: ParsedFeed, place: str) -> None:
    assert next_older(document, URL, 0) == place


def test_a_page_number_takes_the_place_of_another() -> None:
    assert paged("https://ziar.example/?feed=rss2&paged=2", 3) == (
        "https://ziar.example/?feed=rss2&paged=3"
    )


def test_only_what_came_since_the_last_poll_is_taken_from_an_archive() -> None:
    new = an_entry("new", published_at=datetime(2026, 11, 21, tzinfo=UTC))
    old = an_entry("old", published_at=datetime(2026, 11, 1, tzinfo=UTC))
    page = [an_entry("above"), new, an_entry("k"), old, an_entry("below")]
    assert [entry.id for entry in between(page, KNOWN, SINCE)] == ["above", "new"]


def test_a_gap_ends_where_something_is_known() -> None:
    assert overlaps([an_entry("x"), an_entry("k")], KNOWN)
    assert not overlaps([an_entry("x")], KNOWN)


def test_of_a_whole_sites_news_the_feeds_sections_count() -> None:
    site = [an_entry(n, url=f"https://ziar.example/{n}") for n in ("sport/a", "politica/b", "c")]
    sport = [an_entry("x", url="https://ziar.example/sport/x/")]
    assert [entry.id for entry in of_sections(site, sport)] == ["sport/a"]
    assert [entry.id for entry in of_sections(site, [an_entry("d")])] == ["c"]


def test_a_gap_is_filled_once_it_ends() -> None:
    assert word_of(overlapped=True, found=True) == "filled"
    assert word_of(overlapped=False, found=True) == "partly"
    assert word_of(overlapped=False, found=False) == "unfilled"
