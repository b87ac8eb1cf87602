"""poll → how the feed publishes, and whether its silence is like it. Pure."""

from collections.abc import Sequence

import msgspec

from ingest.rhythm import Rhythm, watched
from ingest.sighting import Sighting
from ingest.standing import LEAST, SURE, faded, is_silent, missed
from ingest.turn import Turn

DOUBTFUL = 1.0  # occasions missed: from here a silence teaches nothing until it ends or is called
# one, or the rhythm of a feed with an entry a week were unlearned before it is missed


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """When the feed publishes, and how its silence compares."""

    rhythm: Rhythm
    hush: float
    longest: float
    silent: bool = False


def habit_after(turn: Turn, news: Sequence[Sighting], now: int) -> Habit:
    """The habit after an answer with this news at `now` (ms)."""
    second = now // 1000
    since = turn.polled // 1000 or second
    hush = turn.hush + missed(turn.rhythm, since, second)
    longest = faded(turn.longest, second - since)
    if news:
        found = [moment_of(seen, second) for seen in news]
        rhythm = watched(turn.rhythm, second, found)
        ordinary = hush if turn.rhythm.weeks >= SURE else 0.0
        left = max(0.0, hush - LEAST * len(news))  # a stray entry does not end a closure
        return Habit(rhythm=rhythm, hush=left, longest=max(longest, ordinary))
    silent = is_silent(turn.rhythm, hush, longest)
    learning = hush < DOUBTFUL or silent
    rhythm = watched(turn.rhythm, second) if learning else turn.rhythm
    return Habit(rhythm=rhythm, hush=hush, longest=longest, silent=silent)


def moment_of(seen: Sighting, now: int) -> int:
    """When an entry was published (s), by its own word, else now."""
    return int(seen.entry.published_at.timestamp()) if seen.entry.published_at else now
