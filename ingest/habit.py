"""poll → how the feed publishes, and whether its silence is like it. Pure."""

from collections.abc import Sequence

import msgspec

from ingest.rhythm import Rhythm, watched
from ingest.sighting import Sighting
from ingest.standing import is_silent, longest_after, missed
from ingest.turn import Turn


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """When the feed publishes, and how its silence compares."""

    rhythm: Rhythm
    hush: float
    longest: float
    silent: bool = False


def habit_after(turn: Turn, news: Sequence[Sighting], now: int) -> Habit:
    """The habit after an answer with this news at `now` (ms)."""
    second = now // 1000
    found = [moment_of(seen, second) for seen in news]
    rhythm = watched(turn.rhythm, second, found)
    hush = turn.hush + (missed(turn.rhythm, turn.rhythm.at, second) if turn.rhythm.at else 0)
    if news:
        return Habit(rhythm=rhythm, hush=0, longest=longest_after(turn.longest, hush))
    silent = is_silent(rhythm, hush, turn.longest)
    return Habit(rhythm=rhythm, hush=hush, longest=turn.longest, silent=silent)


def moment_of(seen: Sighting, now: int) -> int:
    """When an entry was published (s), by its own word, else now."""
    return int(seen.entry.published_at.timestamp()) if seen.entry.published_at else now
