"""When a feed is asked, and a page tried, the next time. Pure: clock and chance are arguments."""

import math

FIRST_SHARE = 0.05  # of the interval over which first polls are spread: 5 m → 15 s, 5 s → 0.25 s
JITTER = 0.1  # of the interval, added at random, so that feeds drift apart
TTL_CAP = 3600.0  # seconds; feeds that call themselves stale for days still bring news
BACKOFF_CAP = 6 * 3600.0  # a feed that fails is asked four times a day for ever; none is dead
TRIES_SHARES = (1 / 24, 5 / 24, 18 / 24)  # of the patience: 5, 25 and 90 minutes of two hours


def first_poll(min_interval: float, now: int, draw: float) -> int:
    """Due time (ms) of a feed never asked: soon, spread by `draw` in [0, 1)."""
    return now + round(1000 * FIRST_SHARE * min_interval * draw)


def next_poll(  # noqa: PLR0913  each is a fact of this poll
    min_interval: float,
    *,
    now: int,
    draw: float,
    failures: int = 0,
    ttl: float = 0,
    retry_after: float = 0,
) -> int:
    """Due time (ms) after a poll: never before `min_interval`, the feed's TTL or `retry_after`.

    Each failure in a row doubles the interval, up to six hours. `draw` in [0, 1) is the jitter.
    """
    calm = max(min_interval, min(ttl, TTL_CAP))
    backed_off = min(math.ldexp(calm, min(failures, 20)), max(calm, BACKOFF_CAP))
    return now + round(1000 * max(backed_off, retry_after) * (1 + JITTER * draw))


def next_try(tries: int, patience: float, now: int) -> int:
    """When (ms) a page that has failed `tries` times is tried again, within `patience` seconds."""
    share = TRIES_SHARES[min(tries, len(TRIES_SHARES)) - 1]
    return now + round(1000 * patience * share)
