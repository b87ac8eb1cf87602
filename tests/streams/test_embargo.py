"""Until when a sender asks that a text is not published."""

from datetime import UTC, datetime

import pytest

from config.published import Rights
from streams.embargo import Embargo, embargo, with_embargo
from streams.letters import page
from streams.marks import Mark

PUBLISHED = datetime(2026, 11, 2, 8, tzinfo=UTC)


def until(text: str, published: datetime | None = PUBLISHED) -> str | None:
    found = embargo(page("", text, "en"), published)
    return found.until if found else None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("EMBARGOED UNTIL 14:00 GMT, 3 November 2026", "2026-11-03T14:00:00Z"),
        ("*** Sperrfrist: 3.11.2026, 12 Uhr MEZ ***", "2026-11-03T11:00:00Z"),
        ("EMBARGO până la 3 noiembrie 2026, ora 18.30", "2026-11-03T18:30:00Z"),
        ("Embargo: 2026-11-03 09:00 CET", "2026-11-03T08:00:00Z"),
        ("Embargoed until Nov. 3, 2026 at 2:30 p.m. EST", "2026-11-03T19:30:00Z"),
        ("Sous embargo jusqu'au 3 novembre 2026 à 10h30", None),  # the word opens no line
        ("Embargo jusqu'au 3 novembre 2026 à 10h30", "2026-11-03T10:30:00Z"),
        ("Embargo 12:00", "2026-11-02T12:00:00Z"),
        ("Embargo 31.02.2026, 12:00", None),
        ("Embargo: 3 November 2026", None),
        ("Embargoul asupra petrolului a fost ridicat la 3 mai 2026.", None),
        ("UE a impus un embargo la 3 mai 2026, ora 12:00.", None),
    ],
)
def test_reads_the_moment_where_a_line_says_it(line: str, expected: str | None) -> None:
    assert until(f"{line}\n\nTextul.") == expected


def test_a_time_alone_needs_a_day_of_publication() -> None:
    assert until("Embargo 12:00", None) is None


def test_the_middle_of_a_long_text_states_no_embargo() -> None:
    assert until("x " * 400 + "\nEmbargo: 2026-11-03 09:00\n" + "x " * 400) is None


def test_what_the_page_says_comes_first() -> None:
    said = Embargo("2026-11-03T09:00:00Z", Mark("embargo", 0, 1))
    assert with_embargo(Rights(embargo="2026-01-01"), said) == (Rights(embargo="2026-01-01"), ())
    assert with_embargo(Rights(), said) == (Rights(embargo=said.until), (said.mark,))
    assert with_embargo(Rights(), None) == (Rights(), ())
