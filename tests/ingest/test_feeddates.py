import pytest

from ingest.feeddates import spoken_moment

SPOKEN = {
    "Lun, 22 noi 2026 10:00:00 +0200": "2026-11-22T08:00:00+00:00",
    "22 noiembrie 2026": "2026-11-22T00:00:00+00:00",
    "22 Nov 2026 10:00 GMT": "2026-11-22T10:00:00+00:00",
    "marți, 3 martie 2026, 07:05": "2026-03-03T07:05:00+00:00",
    "le 3 août 2026": "2026-08-03T00:00:00+00:00",
    "14 juillet 2026": "2026-07-14T00:00:00+00:00",
    "3. März 2026 12:30:01 +0100": "2026-03-03T11:30:01+00:00",
    "1 de enero de 2026 10:00": "2026-01-01T10:00:00+00:00",
    "Fri, 23rd Jun 2023 09:32:20 GMT": "2023-06-23T09:32:20+00:00",
    "Friday, December 22, 2017 - 3:09pm": "2017-12-22T15:09:00+00:00",
    "Jan. 4, 2016, 12:37 p.m.": "2016-01-04T12:37:00+00:00",
    "Jan. 4, 2016, 12:37 a.m.": "2016-01-04T00:37:00+00:00",
    "Thu, June 22, 2023 at 01:11 PM EDT": "2023-06-22T17:11:00+00:00",
    "Mon, November 16, 2020, 11:12 PM EST": "2020-11-17T04:12:00+00:00",
    "7 giugno 2026": "2026-06-07T00:00:00+00:00",
}


@pytest.mark.parametrize(("text", "moment"), SPOKEN.items(), ids=SPOKEN.keys())
def test_reads_dates_of_other_languages(text: str, moment: str) -> None:
    told = spoken_moment(text)
    assert told and told.isoformat() == moment


@pytest.mark.parametrize(
    "text",
    ["", "ieri", "31 iunie 2026", "1 noi 292277026596", "99 noi 2026", "1 xyz 2026",
     "1 noi 0000", "1 noi 2026 99:99:99 +9999", "1 dec 9999 23:59 -1200", "1 ian 0001 00:00 +1200",
     "10/11/2026", "Nov. 2020"],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert spoken_moment(text) is None


@pytest.mark.timeout(5)
def test_hostile_dates_cost_little() -> None:
    assert spoken_moment("1 " + " de" * 1_000_000) is None
