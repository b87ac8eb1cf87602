"""python -m tests.benchmarks.silence [FEEDS] [SEED]: how soon silent sources are told, and wrongly.

Feeds of seven habits publish by chance for 60 weeks, polled as their rhythm has it, then stop.
False alarms are counted for a year after eight weeks (those within a week are one), beside those
of the rule one would set by hand, no news for a day. Aim: one a year and feed at most, and the
alarm after 30 occasions missed, or twice as many as the feed had ever let pass.
"""

import math
import sys
from bisect import bisect
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from random import Random
from statistics import fmean, median

import msgspec
from msgspec.structs import replace

from ingest.habit import habit_after
from ingest.rhythm import HOUR
from ingest.schedule import calm
from ingest.sighting import Sighting
from ingest.turn import Turn
from tests.ingest.sightings import a_sighting

FEEDS, SEED = 4, 1
MONDAY = 1_699_833_600  # s, midnight
DAY, WEEK = 24 * HOUR, 168 * HOUR
LEARNING, WATCHED, AFTER = 8 * WEEK, round(365.25 * DAY), 16 * WEEK  # s
NAIVE = DAY  # s without news: the rule of thumb of those who watch by hand
MUST_FALSE, MUST_OCCASIONS, MUST_LONGEST = 1.0, 30.0, 2.0

Rate = Callable[[int], float]  # moment (s) → entries an hour


def office(now: int) -> float:
    hour, day = now // HOUR % 24, (now - MONDAY) // DAY % 7
    return (2.0 if day < 5 else 0.4) if 7 <= hour < 20 else 0.05


def agency(now: int) -> float:
    return 12.0 if 5 <= now // HOUR % 24 < 23 else 4.0


def weekly(now: int) -> float:
    """A magazine: Friday morning, ten at once."""
    return 10.0 if (now - MONDAY) // DAY % 7 == 4 and now // HOUR % 24 == 9 else 0.0


def blog(now: int) -> float:
    return 0.06 if 8 <= now // HOUR % 24 < 23 else 0.0


def rare(_: int) -> float:
    return 1 / 168


def bursts(now: int) -> float:
    """Live coverage: nothing for days, then many; the same chance for each six hours."""
    return 3.0 if Random(now // (6 * HOUR)).random() < 0.1 else 0.01


def holidays(now: int) -> float:
    """An office that closes for four days each ten weeks."""
    return 0.02 if (now - MONDAY) % (10 * WEEK) < 4 * DAY else office(now)


HABITS: dict[str, Rate] = {
    "agency": agency,
    "newspaper": office,
    "with holidays": holidays,
    "magazine": weekly,
    "blog": blog,
    "one a week": rare,
    "bursts": bursts,
}


class Watch(msgspec.Struct):
    """How one feed went: false alarms, and from its last news to the alarm: hours, occasions."""

    false: int = 0
    told: float = -math.inf  # when a silence was last called; within a week it is the same one
    naive: int = 0
    longest: float = 0  # occasions it had let pass before
    hours: float = math.inf
    occasions: float = math.inf

    def alarm(self, now: int, is_raised: bool) -> None:
        if is_raised:
            self.false += now - self.told > WEEK
            self.told = now

    @property
    def is_late(self) -> bool:
        return self.occasions > max(MUST_OCCASIONS, MUST_LONGEST * self.longest)


def main(options: Sequence[str]) -> int:
    feeds, seed = (int(option) for option in [*options, *(str(n) for n in (FEEDS, SEED))][:2])
    titles = ("false alarms a year", "(a day's)", "hours to alarm", "occasions", "longest before")
    sys.stdout.write(f"{'habit':14}  {'  '.join(titles)}\n")
    kept = True
    for name, rate in HABITS.items():
        watches = [watched(rate, Random(seed + number)) for number in range(feeds)]
        sys.stdout.write(f"{name:14}  {row(watches)}\n")
        kept &= fmean(watch.false for watch in watches) <= MUST_FALSE
        kept &= sum(watch.is_late for watch in watches) <= feeds / 2
    return 0 if kept else 1


def row(watches: Sequence[Watch]) -> str:
    false, naive = fmean(w.false for w in watches), fmean(w.naive for w in watches)
    hours, occasions = median(w.hours for w in watches), median(w.occasions for w in watches)
    longest = median(w.longest for w in watches)
    return f"{false:19.2f}  {naive:9.1f}  {hours:14.1f}  {occasions:9.1f}  {longest:14.1f}"


def watched(rate: Rate, random: Random) -> Watch:
    """One feed: it is polled when its rhythm says so, publishes by chance, and stops in the end."""
    turn, watch, now, silent = Turn(feed="f", token="t", due=0), Watch(), MONDAY, False
    stop = MONDAY + LEARNING + WATCHED
    due, told, latest = moments(rate, random, MONDAY, stop), 0, MONDAY
    while now < stop + AFTER:
        now += round(calm(HOUR, turn.rhythm, 1000 * now))
        before, told = told, bisect(due, now)
        came = due[before:told]
        habit = habit_after(turn, list(map(sighting_of, came)), 1000 * now)
        turn = replace(
            turn, polled=1000 * now, rhythm=habit.rhythm, hush=habit.hush, longest=habit.longest
        )
        if now > stop and habit.silent:
            watch.hours, watch.occasions = (now - stop) / HOUR, habit.hush
            return watch
        if MONDAY + LEARNING < now <= stop:
            watch.longest = max(watch.longest, habit.hush)
            watch.alarm(now, habit.silent and not silent)
            watch.naive += bool(came) and came[0] - latest > NAIVE
        latest, silent = came[-1] if came else latest, habit.silent
    return watch


def moments(rate: Rate, random: Random, since: int, until: int) -> list[int]:
    """When something is published, by chance."""
    found = []
    for hour in range(since, until, HOUR):
        at = float(hour)
        while (lead := rate(hour)) > 0 and (
            at := at + random.expovariate(lead / HOUR)
        ) < hour + HOUR:
            found.append(int(at))
    return found


def sighting_of(moment: int) -> Sighting:
    return a_sighting("a", 1000 * moment, published_at=datetime.fromtimestamp(moment, UTC))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
