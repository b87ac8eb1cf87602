"""Declared feed + what the poller wrote of it → how asking it goes."""

import re
from collections.abc import Mapping

from config.feeds import Feed
from config.moments import moment
from streams.web.answers import FeedAnswer

UNUSUAL = frozenset({"failing", "silent", "quarantined", "gone"})
GRADED = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?")


def feed_answer(feed: Feed, told: Mapping[str, str], due: float | None) -> FeedAnswer:
    """`told` may lack any field: a feed just added has none, and the poller may add more."""
    polled = number(told.get("polled"))
    news = number(told.get("news"))
    return FeedAnswer(
        id=feed.id,
        url=feed.url,
        publisher=feed.publisher,
        country=feed.country,
        language=feed.language,
        status=status(feed, told.get("state", ""), polled),
        last_polled=moment(polled) if polled else None,
        next_poll=moment(int(due)) if due and not feed.disabled else None,
        last_result=told.get("result") or None,
        why=told.get("why") or None,
        last_news=moment(news) if news else None,
        failures=graded(told.get("failures")),
    )


def status(feed: Feed, state: str, polled: int | None) -> str:
    if feed.disabled:
        return "disabled"
    if state in UNUSUAL:
        return state
    return "ok" if polled else "waiting"


def number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def graded(text: str | None) -> float:
    """Failures in a row: a name that was not found counts a quarter."""
    return float(text) if text and GRADED.fullmatch(text) else 0.0
