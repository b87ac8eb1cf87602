from datetime import UTC, datetime

import pytest

from streams.page import parsed_page
from streams.pagedates import Dated, dated, dates_of, modified_of

URL = "https://ziar.example/pod"
DAY = datetime(2026, 11, 22, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 6, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "at", "zoned"),
    [
        pytest.param("2026-11-22T08:31:00+02:00", MORNING, True, id="ISO"),
        pytest.param("2026-11-22 08:31 +0200", MORNING, True, id="a blank before the zone"),
        pytest.param("2026-11-22T06:31:00Z[UTC]", MORNING, True, id="Java's zone"),
        pytest.param("Sun, 22 Nov 2026 08:31:00 +0200", MORNING, True, id="mail"),
        pytest.param("20261122", DAY, False, id="compact"),
        pytest.param("20261122T0631", MORNING, False, id="compact with time"),
        pytest.param("2026/11/22", DAY, False, id="slashes"),
        pytest.param("2026.11.22 06:31", MORNING, False, id="dots"),
    ],
)
def test_a_date_is_read_as_systems_write_it(told: str, at: datetime, zoned: bool) -> None:
    assert dated(told, "meta") == Dated(at, "meta", zoned)


@pytest.mark.parametrize(
    "told", ["", "duminică", "22/11/2026", "2026-13-45", "0001-01-01T00:00:00Z", "1970-01-01", 7]
)
def test_what_is_no_date_or_leaves_doubt_is_none(told: object) -> None:
    assert dated(told, "meta") is None


@pytest.mark.parametrize(
    "line",
    [
        '<span class="article-date">22 noiembrie 2026</span>',
        '<p class="byline">Ana Pop, November 22, 2026</p>',
        "<p>입력 2026.11.22 08:31</p>",
        "<div>22.11.2026, 08:31 Uhr</div>",
    ],
)
def test_a_day_that_only_readers_are_told_is_read_where_nothing_else_says_it(line: str) -> None:
    page = f"<body><h1>Podul</h1>{line}<p>Podul e gata, spun șoferii.</p>"
    assert dates_of(parsed_page(page), {}, {}, URL) == (Dated(DAY, "text", False),)
    told = {"article:published_time": "2026-11-21T06:31:00Z"}
    assert [date.source for date in dates_of(parsed_page(page), told, {}, URL)] == ["meta"]


def test_a_day_in_the_address_may_have_a_section_in_it() -> None:
    url = "https://ziar.example/2026/POLITICS/11/22/pod/index.html"
    assert dates_of(parsed_page("<p>x"), {}, {}, url) == (Dated(DAY, "url", False),)


def test_the_last_change_is_told_with_a_zone_or_not_at_all() -> None:
    assert modified_of({}, {"dateModified": "2026-11-22T06:31:00Z"}) == MORNING
    assert modified_of({"article:modified_time": "2026-11-22T06:31:00"}, {}) is None
