"""When a feed is asked, and a page tried, the next time. Pure: clock and chance are arguments."""

import math

from ingest.errors import IngestError, RateLimited, Result
from ingest.rhythm import Rhythm, pause

FIRST_SHARE = 0.05  # of the interval over which first polls are spread: 5 m → 15 s, 5 s → 0.25 s
JITTER = 0.1  # of the interval, added at random, so that feeds drift apart
LONGEST = 86_400  # seconds between two polls of a feed in health
HARD, SOFT, DNS = 1.0, 0.5, 0.25  # failures; Media Cloud's grades (research: rivals)
PASSING = frozenset({
    "timeout", "connect", "tls", "protocol", "server_error", "rate_limited",
})  # fmt: skip
OUTAGE = 6 * 3600.0  # seconds
GONE = 30 * 86_400.0  # seconds; none is ever dead
LEAST_REST = 60.0  # seconds for a host that says it was asked too much
TRIES_SHARES = (1 / 24, 5 / 24, 18 / 24)  # of the patience: 5, 25 and 90 minutes of two hours


def first_poll(min_interval: float, now: int, draw: float) -> int:
    """Due time (ms) of a feed never asked: soon, spread by `draw` in [0, 1)."""
    return now + round(1000 * FIRST_SHARE * min_interval * draw)


def calm(floor: float, rhythm: Rhythm, now: int) -> float:
    """Seconds between two polls of a feed in health: `floor`, until a week has taught better."""
    learned = min(max(pause(rhythm, now // 1000, LONGEST), floor), max(floor, LONGEST))
    known = min(1.0, rhythm.weeks)
    return float(floor ** (1 - known) * learned**known)


def next_poll(calm: float, *, now: int, draw: float, at_least: float = 0) -> int:
    """Due time (ms) after an answer: never before `at_least`. `draw` in [0, 1) is the jitter."""
    return now + round(1000 * max(calm, at_least) * (1 + JITTER * draw))


def grade(result: Result) -> float:
    """What a failure counts: a name that is not found says less than a clear no."""
    if result == "dns":
        return DNS
    return SOFT if result in PASSING else HARD


def backed_off(calm: float, failures: float, result: Result) -> float:
    """Seconds until a failing feed is asked again: double with each whole failure in a row.

    What may pass is asked four times a day for ever, the rest at worst once in thirty days.
    """
    cap = GONE if grade(result) == HARD else OUTAGE
    return min(math.ldexp(1, min(int(failures), 40)) * 2 ** (failures % 1) * calm, max(calm, cap))


def next_try(tries: int, patience: float, now: int) -> int:
    """When (ms) a page that has failed `tries` times is tried again, within `patience` seconds."""
    share = TRIES_SHARES[min(tries, len(TRIES_SHARES)) - 1]
    return now + round(1000 * patience * share)


def rest_after(error: IngestError) -> float:
    """Seconds for which its host is to be left alone, feeds and pages: a minute, or as it says."""
    if not isinstance(error, RateLimited):
        return 0.0
    return max(error.retry_after or 0.0, LEAST_REST)
