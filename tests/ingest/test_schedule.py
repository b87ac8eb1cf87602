import pytest

from ingest.schedule import first_poll, next_poll, next_try

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


def test_a_ttl_above_the_interval_is_honoured_up_to_an_hour() -> None:
    assert seconds_to(next_poll(300, now=NOW, draw=0, ttl=900)) == 900
    assert seconds_to(next_poll(300, now=NOW, draw=0, ttl=90_000)) == 3600


@pytest.mark.parametrize(("failures", "wanted"), [(1, 600), (3, 2400), (9, 21_600), (99, 21_600)])
def test_failures_double_the_interval_up_to_six_hours(failures: int, wanted: float) -> None:
    assert seconds_to(next_poll(300, now=NOW, draw=0, failures=failures)) == wanted


def test_an_interval_above_the_cap_is_not_shortened_by_failing() -> None:
    assert seconds_to(next_poll(86_400, now=NOW, draw=0, failures=3)) == 86_400


def test_a_server_that_asks_us_to_wait_is_obeyed() -> None:
    assert seconds_to(next_poll(5, now=NOW, draw=0, failures=1, retry_after=3600)) == 3600


def test_four_tries_fill_two_hours() -> None:
    waits = [seconds_to(next_try(tries, 7200, NOW)) for tries in (1, 2, 3)]
    assert waits == [300, 1500, 5400]
    assert sum(waits) == 7200
    assert next_try(9, 7200, NOW) == next_try(3, 7200, NOW)
