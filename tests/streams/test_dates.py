from datetime import UTC, datetime, timedelta

from config.records import RawArticle
from streams.dates import is_old, published_at
from streams.facts import Facts
from streams.pagedates import Dated
from tests.streams.pages import a_raw_article, an_entry

SEEN = datetime(2026, 11, 22, 8, 31, 5, tzinfo=UTC)
FED = datetime(2026, 11, 22, 7, 40, tzinfo=UTC)
ON_PAGE = Dated(datetime(2026, 11, 22, 6, tzinfo=UTC), "json-ld", True)


def fed(at: datetime | None, **changes: object) -> RawArticle:
    return a_raw_article(entry=an_entry(published_at=at, **changes))


def test_the_feeds_date_goes_before_the_pages() -> None:
    found = published_at(fed(FED), Facts(dates=(ON_PAGE,)))
    assert (found.at, found.source, found.trust) == (FED, "feed", "high")


def test_a_feed_that_contradicts_its_page_is_trusted_less() -> None:
    found = published_at(fed(FED - timedelta(days=9)), Facts(dates=(ON_PAGE,)))
    assert found.trust == "medium"


def test_one_date_for_all_of_a_feed_is_believed_last() -> None:
    shared = fed(FED, dated_by="feed")
    assert published_at(shared, Facts(dates=(ON_PAGE,))).source == "json-ld"
    assert published_at(shared, Facts()).trust == "low"


def test_dates_in_the_future_and_before_the_web_are_none() -> None:
    for at in (SEEN + timedelta(days=2), datetime(1970, 1, 1, tzinfo=UTC)):
        assert published_at(fed(at), Facts()).at is None
        assert published_at(fed(at), Facts(dates=(ON_PAGE,))).source == "json-ld"


def test_an_hour_ahead_is_only_a_clock() -> None:
    assert published_at(fed(SEEN + timedelta(hours=1)), Facts()).trust == "high"


def test_a_date_without_a_zone_is_trusted_little() -> None:
    local = Dated(ON_PAGE.at, "json-ld", False)
    assert published_at(fed(None), Facts(dates=(local,))).trust == "low"


def test_the_date_of_an_update_is_better_than_none() -> None:
    found = published_at(fed(None, updated_at=FED), Facts())
    assert (found.at, found.trust) == (FED, "low")


def test_old_is_what_was_trustworthily_published_before_what_is_kept() -> None:
    month_old = published_at(fed(SEEN - timedelta(days=31)), Facts())
    assert is_old(month_old, "2026-11-22T08:31:05.117Z", 30)
    assert not is_old(month_old, "2026-11-22T08:31:05.117Z", 40)
    doubtful = published_at(fed(None, updated_at=SEEN - timedelta(days=31)), Facts())
    assert not is_old(doubtful, "2026-11-22T08:31:05.117Z", 30)
