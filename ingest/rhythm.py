"""When a feed publishes: entries an hour, learned for each hour of the week. Pure.

A byte an hour on a logarithmic scale, so that 180,000 rhythms fit in 32 MB. Asking is spread by the
square root of the rate, which wastes the fewest polls for the age of what is found (Cho and
Garcia-Molina, Effective page refresh policies for web crawlers, 2003).
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

HOUR, WEEK = 3600, 168  # seconds of an hour, hours of a week
STEPS, FINEST = 24, 8  # of the scale: 1/8 of an entry an hour is step 24, 200 are 255
SCALE: tuple[float, ...] = tuple(
    (2 ** (n / STEPS) - 1) / FINEST for n in range(256)
)  # step → entries an hour
LATEST = 0.25  # weight of the newest week; a change of habits is learned in a month
SURE = 4  # weeks after which an hour speaks for itself
LONGEST_GAP = 2 * WEEK  # hours nobody watched; after more of them they say nothing
PATIENCE = 0.25  # hours between polls of a feed with one entry an hour
NO_RATES = bytes(WEEK)


class Rhythm(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`at`: when it was last watched (s); `pending`: entries in the hour under way."""

    at: int = 0
    hours: int = 0  # watched from begin to end
    pending: int = 0
    rates: bytes = NO_RATES

    @property
    def weeks(self) -> float:
        return self.hours / WEEK


NONE = Rhythm()


def watched(rhythm: Rhythm, now: int, moments: Sequence[int] = ()) -> Rhythm:
    """The rhythm after a poll at `now` (s) that found entries of these moments (s).

    A moment that is no part of what passed since the last poll counts as now. What a feed shows
    when nobody has watched it for long, it has gathered for long: that teaches nothing.
    """
    first, last = rhythm.at // HOUR, now // HOUR
    if not rhythm.at or last < first or last - first > LONGEST_GAP:
        return Rhythm(at=now, hours=rhythm.hours, pending=capped(len(moments)), rates=rhythm.rates)
    found = Counter(m // HOUR if first <= m // HOUR <= last else last for m in moments)
    found[first] += rhythm.pending
    rates, hours = bytearray(rhythm.rates), rhythm.hours
    for hour in range(first, last):
        newest = max(LATEST, 1 / (hours // WEEK + 1))
        before = SCALE[rates[hour % WEEK]]
        rates[hour % WEEK] = step(before + newest * (found[hour] - before))
        hours += 1
    return Rhythm(at=now, hours=capped(hours), pending=capped(found[last]), rates=bytes(rates))


def step(rate: float) -> int:
    """The step of a rate, rounded down, so that silence gets down to nothing."""
    return min(255, int(STEPS * math.log2(1 + FINEST * max(rate, 0)) + 1e-6))


def capped(count: int) -> int:
    return min(count, 0xFFFF)


def rate(rhythm: Rhythm, hour: int) -> float:
    """Entries in that hour since 1970, as expected: by its neighbours and, while young, by all."""
    return rates_of(rhythm)(hour)


def rates_of(rhythm: Rhythm) -> Callable[[int], float]:
    """The same for many hours of one rhythm."""
    rates, sure = rhythm.rates, min(1.0, rhythm.weeks / SURE)
    all_hours, near = 0.0 if sure == 1 else (1 - sure) * mean(rhythm), sure / 4

    def expectation(hour: int) -> float:
        before, this, after = rates[(hour - 1) % WEEK], rates[hour % WEEK], rates[(hour + 1) % WEEK]
        return all_hours + near * (SCALE[before] + 2 * SCALE[this] + SCALE[after])

    return expectation


def mean(rhythm: Rhythm) -> float:
    """Entries an hour over all hours watched."""
    return total(rhythm.rates) / max(1, min(rhythm.hours, WEEK))


@lru_cache(512)  # as many as there are polls under way: each asks twice, for its silence and pause
def total(rates: bytes) -> float:
    """Entries a week, where each hour is watched."""
    return math.fsum(map(SCALE.__getitem__, rates))


def expected(rhythm: Rhythm, since: int, until: int) -> float:
    """How many entries are expected between two moments (s)."""
    edges = [since, *range((since // HOUR + 1) * HOUR, until, HOUR), until]
    rates = rates_of(rhythm)
    return math.fsum(rates(a // HOUR) * (b - a) / HOUR for a, b in pairwise(edges) if b > a)


def pause(rhythm: Rhythm, now: int, longest: int) -> float:
    """Seconds until the next poll: 15 minutes at an entry an hour, half of that at four.

    The hours ahead count as they are known: a poll that is due at night waits for the morning.
    """
    left, moment, rates = PATIENCE * HOUR, now, rates_of(rhythm)
    while moment < now + longest:
        end = min((moment // HOUR + 1) * HOUR, now + longest)
        haste = math.sqrt(rates(moment // HOUR))
        if haste * (end - moment) >= left:
            return moment - now + left / haste
        left -= haste * (end - moment)
        moment = end
    return float(longest)
