"""What a feed's row says."""

import pytest

from config.feeds import Feed
from streams.web.feeds import feed_answer

FEED = Feed(url="https://ziar.example/rss", id="ziar", publisher="Ziar")
OFF = Feed(url="https://ziar.example/rss", id="ziar", publisher="Ziar", disabled=True)


@pytest.mark.parametrize(
    ("feed", "told", "status"),
    [
        (FEED, {}, "waiting"),
        (FEED, {"polled": "1763800000000", "failures": "0", "result": "no_news"}, "ok"),
        (FEED, {"polled": "1763800000000", "state": "failing"}, "failing"),
        (FEED, {"polled": "1763800000000", "state": "silent"}, "silent"),
        (FEED, {"polled": "soon", "failures": "many", "state": "?"}, "waiting"),
        (OFF, {"polled": "1763800000000", "failures": "4"}, "disabled"),
    ],
)
def test_a_feed_has_a_state(feed: Feed, told: dict[str, str], status: str) -> None:
    assert feed_answer(feed, told, None).status == status


def test_a_feed_tells_when_it_is_asked_next_unless_it_is_off() -> None:
    assert feed_answer(FEED, {}, 1763800000000.0).next_poll == "2025-11-22T08:26:40.000Z"
    assert feed_answer(OFF, {}, 1763800000000.0).next_poll is None


@pytest.mark.parametrize(
    ("told", "failures"), [("2.25", 2.25), ("4", 4), ("many", 0), ("9" * 99, 0), (None, 0)]
)
def test_failures_are_graded(told: str | None, failures: float) -> None:
    assert feed_answer(FEED, {"failures": told} if told else {}, None).failures == failures
