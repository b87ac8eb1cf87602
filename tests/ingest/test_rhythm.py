import random

import pytest

from ingest.rhythm import HOUR, NONE, WEEK, Rhythm, expected, pause, rate, watched

MONDAY = 1_699_833_600  # midnight
DAY = 86_400


def lived(rhythm: Rhythm, weeks: int, *, at: dict[int, int], every: int = HOUR) -> Rhythm:
    """Weeks of polls; `at` says how many entries come in which hour of the day."""
    first = max(rhythm.at, MONDAY)
    shown = first
    for now in range(first, first + weeks * WEEK * HOUR + 1, every):
        hours = range(shown // HOUR, now // HOUR)
        moments = [h * HOUR + 60 for h in hours for _ in range(at.get(h % 24, 0))]
        rhythm, shown = watched(rhythm, now, moments), now
    return rhythm


def test_learns_the_hours_of_the_day() -> None:
    known = lived(NONE, 6, at={8: 4, 9: 4, 10: 4})
    assert known.weeks == 6
    assert rate(known, 9) == pytest.approx(4, rel=0.05)
    assert rate(known, 20) == 0
    assert expected(known, MONDAY, MONDAY + DAY) == pytest.approx(12, rel=0.05)


def test_entries_count_in_the_hour_they_were_published() -> None:
    seldom = lived(NONE, 6, at={9: 3}, every=6 * HOUR)
    assert rate(seldom, 9) > 1
    assert rate(seldom, 15) == 0


def test_changed_habits_are_learned_and_old_ones_forgotten() -> None:
    moved = lived(lived(NONE, 6, at={9: 4}), 8, at={20: 4})
    assert rate(moved, 9) < 0.3
    assert rate(moved, 20) > 1.5


def test_a_busy_feed_is_asked_often_and_a_dead_one_once_in_a_while() -> None:
    busy, slow, dead = (lived(NONE, 4, at=dict.fromkeys(range(24), n)) for n in (4, 1, 0))
    pauses = [pause(known, MONDAY, DAY) for known in (busy, slow, dead)]
    assert pauses == [pytest.approx(450, rel=0.05), pytest.approx(900, rel=0.05), DAY]


def test_a_poll_in_the_night_waits_for_the_morning() -> None:
    office = lived(NONE, 6, at=dict.fromkeys(range(8, 18), 4))
    at_midnight = pause(office, MONDAY, DAY)
    assert 6 * HOUR < at_midnight < 9 * HOUR
    assert pause(office, MONDAY + 12 * HOUR, DAY) < 500


def test_a_young_rhythm_speaks_for_all_hours() -> None:
    young = lived(NONE, 1, at={9: 24})
    assert rate(young, 3) == pytest.approx(0.75, rel=0.2)


def test_what_nobody_watched_teaches_nothing() -> None:
    known = lived(NONE, 4, at={9: 4})
    back = watched(known, known.at + 3 * WEEK * HOUR)
    assert (back.rates, back.hours) == (known.rates, known.hours)
    assert watched(known, known.at - DAY).at == known.at - DAY


def test_any_moments_make_a_rhythm() -> None:
    chance, known, now = random.Random(7), NONE, MONDAY
    for _ in range(300):
        now += chance.randrange(0, 3 * DAY)
        moments = [now + chance.randrange(-9 * DAY, DAY) for _ in range(chance.randrange(90))]
        known = watched(known, now, moments)
        assert 0 < pause(known, now, DAY) <= DAY
