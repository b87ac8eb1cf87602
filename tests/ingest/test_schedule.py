import pytest
from msgspec.structs import replace

from ingest.errors import Result
from ingest.rhythm import NONE, WEEK, Rhythm, step
from ingest.schedule import backed_off, calm, first_poll, grade, next_poll, next_try

DAY = 86_400
NOW = 1_700_000_000_000


def seconds_to(due: int) -> float:
    return (due - NOW) / 1000


def test_a_feed_of_five_seconds_is_first_asked_within_a_quarter_of_a_second() -> None:
    assert NOW <= first_poll(5, NOW, 0.999) <= NOW + 250


def test_first_polls_are_spread() -> None:
    assert first_poll(300, NOW, 0.9) - first_poll(300, NOW, 0.1) == 12_000


def test_the_interval_is_never_undercut_and_jitter_adds_a_tenth_at_most() -> None:
    assert seconds_to(next_poll(300, now=NOW, draw=0)) == 300
    assert seconds_to(next_poll(300, now=NOW, draw=1)) == 330


def test_what_feed_and_server_ask_for_is_honoured() -> None:
    assert seconds_to(next_poll(300, now=NOW, draw=0, at_least=900)) == 900
    assert seconds_to(next_poll(300, now=NOW, draw=0, at_least=200)) == 300


def test_a_feed_nobody_knows_is_asked_as_declared() -> None:
    assert calm(300, NONE, NOW) == 300
    assert calm(1, NONE, NOW) == 1


def test_the_interval_is_learned_in_a_week_but_never_below_the_declared() -> None:
    hourly = Rhythm(at=NOW // 1000, hours=WEEK, rates=bytes([step(1.0)]) * WEEK)
    assert calm(300, hourly, NOW) == pytest.approx(900, rel=0.05)
    assert 300 < calm(300, replace(hourly, hours=WEEK // 2), NOW) < 900
    assert calm(1800, hourly, NOW) == 1800
    dead = replace(hourly, rates=bytes(WEEK))
    assert calm(300, dead, NOW) == DAY
    assert calm(3 * DAY, dead, NOW) == 3 * DAY


@pytest.mark.parametrize(
    ("result", "failures", "wanted"),
    [
        ("client_error", 1, 600), ("client_error", 3, 2400), ("client_error", 99, 30 * DAY),
        ("server_error", 0.5, 424), ("server_error", 1, 600), ("timeout", 99, 6 * 3600),
        ("dns", 0.25, 357), ("dns", 99, 6 * 3600),
    ],
)  # fmt: skip
def test_failures_double_the_interval_by_their_grade(
    result: Result, failures: float, wanted: float
) -> None:
    assert backed_off(300, failures, result) == pytest.approx(wanted, rel=0.01)


def test_an_interval_above_the_cap_is_not_shortened_by_failing() -> None:
    assert backed_off(DAY, 3, "timeout") == DAY


@pytest.mark.parametrize(
    ("result", "grade_of"),
    [("client_error", 1.0), ("not_a_feed", 1.0), ("tls", 0.5), ("dns", 0.25)],
)
def test_failures_have_grades(result: Result, grade_of: float) -> None:
    assert grade(result) == grade_of


def test_four_tries_fill_two_hours() -> None:
    waits = [seconds_to(next_try(tries, 7200, NOW)) for tries in (1, 2, 3)]
    assert waits == [300, 1500, 5400]
    assert sum(waits) == 7200
    assert next_try(9, 7200, NOW) == next_try(3, 7200, NOW)
