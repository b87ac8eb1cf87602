"""What of a partition has been read by now ─▶ does the reading stand still though more is there?

A worker may be up, its loop turning, its group content, and a partition of it never fetched. Pure.
"""

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

P = TypeVar("P", bound=Hashable)
LIMIT = 40.0  # seconds; with the time between two looks well below the minute that is promised


class Standstill(Generic[P]):
    """Remembers when each partition last moved.

    A partition stands still when more is there and none of it was read for `limit` seconds, while
    the others stand still, too, or keep up. Where one of them is behind and moves, a busy process
    has only not come to it yet.
    """

    def __init__(self, limit: float = LIMIT) -> None:
        self._limit = limit
        self._ends: dict[P, int] = {}  # at the last look
        self._read: dict[P, int] = {}
        self._moved: dict[P, float] = {}

    def forget(self) -> None:
        """Begin anew: there was an outage, or partitions have changed hands."""
        self._ends, self._read, self._moved = {}, {}, {}

    def look(self, read: Mapping[P, int], ends: Mapping[P, int], now: float) -> P | None:
        """The partition that has stood still for longest, if one has for too long.

        `read`: the next offset to be read of each, `ends`: the next to be written.
        """
        moving = False
        for place, at in read.items():
            moved = at != self._read.get(place) or at >= ends[place]
            if moved:
                self._moved[place] = now
                moving = moving or at < self._ends.get(place, 0)
        self._moved = {place: self._moved.get(place, now) for place in read}
        self._read, self._ends = dict(read), dict(ends)
        slowest = min(self._moved, key=self._moved.__getitem__, default=None)
        if slowest is None or moving or now - self._moved[slowest] <= self._limit:
            return None
        return slowest
