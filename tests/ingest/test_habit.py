from msgspec.structs import replace

from ingest.habit import Habit, habit_after
from ingest.rhythm import HOUR
from ingest.turn import Turn
from tests.ingest.sightings import a_sighting

MONDAY = 1_699_833_600  # s, midnight
DAY = 24 * HOUR
TURN = Turn(feed="ziar", token="t", due=0)
SEEN = (a_sighting(),)


def taught(turn: Turn, habit: Habit, now: int) -> Turn:
    told = {"rhythm": habit.rhythm, "hush": habit.hush, "longest": habit.longest}
    return replace(turn, polled=1000 * now, **told)


def office(turn: Turn, first: int, days: int) -> Turn:
    """Polled every hour; news at every hour from eight to six."""
    for now in range(first, first + days * DAY, HOUR):
        news = SEEN if 8 <= now // HOUR % 24 < 18 else ()
        turn = taught(turn, habit_after(turn, news, 1000 * now), now)
    return turn


def hours_to_alarm(turn: Turn, first: int, most: int) -> int | None:
    for hour in range(most):
        habit = habit_after(turn, (), 1000 * (first + hour * HOUR))
        if habit.silent:
            return hour
        turn = taught(turn, habit, first + hour * HOUR)
    return None


def test_the_nights_of_a_feed_are_no_silence() -> None:
    turn, silent = office(TURN, MONDAY, 28), 0
    for now in range(MONDAY + 28 * DAY, MONDAY + 42 * DAY, HOUR):
        news = SEEN if 8 <= now // HOUR % 24 < 18 else ()
        habit = habit_after(turn, news, 1000 * now)
        turn, silent = taught(turn, habit, now), silent + habit.silent
    assert silent == 0


def test_a_feed_that_stops_is_silent_before_the_day_is_over() -> None:
    turn = office(TURN, MONDAY, 28)
    alarm = hours_to_alarm(turn, MONDAY + 28 * DAY, 48)
    assert alarm is not None
    assert 12 <= alarm <= 17


def test_nothing_is_called_silent_that_is_not_known_yet() -> None:
    assert hours_to_alarm(office(TURN, MONDAY, 7), MONDAY + 7 * DAY, 72) is None


def test_news_end_a_silence_and_lengthen_what_is_ordinary() -> None:
    turn = office(TURN, MONDAY, 28)
    for now in range(MONDAY + 28 * DAY, MONDAY + 30 * DAY, HOUR):
        turn = taught(turn, habit_after(turn, (), 1000 * now), now)
    stray = habit_after(turn, SEEN, 1000 * (MONDAY + 30 * DAY))
    assert stray.hush > 6
    back = habit_after(turn, 4 * SEEN, 1000 * (MONDAY + 30 * DAY))
    assert (back.hush, back.silent) == (0, False)
    assert back.longest > 12


def test_a_feed_with_an_entry_a_week_is_missed_too() -> None:
    turn = TURN
    for now in range(MONDAY, MONDAY + 56 * DAY, 6 * HOUR):
        news = SEEN if (now - MONDAY) % (7 * DAY) == 12 * HOUR else ()
        turn = taught(turn, habit_after(turn, news, 1000 * now), now)
    assert hours_to_alarm(turn, MONDAY + 56 * DAY, 7 * 24 * 8)


def test_the_longest_silence_fades_with_the_months() -> None:
    turn = replace(office(TURN, MONDAY, 28), longest=40)
    later = habit_after(office(turn, MONDAY + 28 * DAY, 56), SEEN, 1000 * (MONDAY + 84 * DAY))
    assert 34 < later.longest < 38


def test_who_closes_for_days_every_ten_weeks_is_called_silent_once() -> None:
    turn, called = office(TURN, MONDAY, 28), []
    for closed in (MONDAY + 28 * DAY, MONDAY + 102 * DAY):
        alarm = hours_to_alarm(turn, closed, 96)
        called.append(alarm is not None)
        for now in range(closed, closed + 4 * DAY, HOUR):
            turn = taught(turn, habit_after(turn, (), 1000 * now), now)
        turn = office(turn, closed + 4 * DAY, 70)
    assert called == [True, False]


def test_what_was_missed_before_the_rhythm_is_known_is_not_ordinary() -> None:
    turn = office(TURN, MONDAY, 7)
    for now in range(MONDAY + 7 * DAY, MONDAY + 9 * DAY, HOUR):
        turn = taught(turn, habit_after(turn, (), 1000 * now), now)
    assert turn.hush > 5
    assert habit_after(turn, SEEN, 1000 * (MONDAY + 9 * DAY)).longest < 1
