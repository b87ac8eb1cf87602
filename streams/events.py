"""articles → events: what different outlets tell of one happening, grouped while it streams.

Precision before recall: an article joins an event when what one member and it tell in common
outweighs what they tell apart, and on the whole with all of them. What it rests on is told.
Bounded by count.
"""

from collections import Counter, OrderedDict

import msgspec

from streams.eventlikeness import Likeness, Sheet, likeness, sheet
from streams.eventwords import Rarity, told

JOIN = 0.32  # of a member's likeness at least; measured by tests/benchmarks/events.py
MEAN = 0.26  # of all members': otherwise a chain of neighbours would glue a week together
WINDOW = 5 * 86400.0  # seconds; what is told so long apart is another event
MOST = 5000  # articles remembered, the newest
MEMBERS = 20  # of an event that are compared
CANDIDATES = 60  # articles compared with a new one
RAREST = 40  # stems by which they are looked up
SHARED = 2  # of these that candidates share


class Placed(msgspec.Struct, frozen=True):
    """The event an article belongs to; the first article's id names it."""

    event: str
    why: Likeness | None


class Events:
    """Places articles in order of arrival."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._rarity, self._sheets = Rarity(), OrderedDict[str, Sheet]()
        self._event: dict[str, str] = {}  # article → event
        self._members: dict[str, list[str]] = {}
        self._by_stem: dict[str, list[str]] = {}

    def place(self, id: str, title: str, text: str, at: float) -> Placed:
        """`at`: seconds, of publication or arrival. A known id keeps its event."""
        if id in self._event:
            return Placed(self._event[id], None)
        words = told(title, text)
        self._rarity.learn(words.body.counts)
        new = sheet(id, at, words, self._rarity)
        if len(self._sheets) >= self._most:
            self._drop(next(iter(self._sheets.values())))
        event, why = self._best(new)
        self._remember(new, event or id)
        return Placed(event or id, why)

    def _best(self, new: Sheet) -> tuple[str | None, Likeness | None]:
        found: dict[str, list[Likeness]] = {}
        for other in self._candidates(new):
            found.setdefault(self._event[other.id], []).append(likeness(new, other))
        good = [
            (max(likes, key=lambda one: one.score), event)
            for event, likes in found.items()
            if self._mean(new, event, likes) >= MEAN
        ]
        why, event = max(good, key=lambda pair: pair[0].score, default=(None, None))
        return (event, why) if why and why.score >= JOIN else (None, None)

    def _mean(self, new: Sheet, event: str, likes: list[Likeness]) -> float:
        """Of the newest members' likeness; `likes` are those that are known already."""
        known = {one.like: one for one in likes}
        members = self._members[event][-MEMBERS:]
        every = (known.get(one) or likeness(new, self._sheets[one]) for one in members)
        return sum(one.score for one in every) / len(members)

    def _candidates(self, new: Sheet) -> list[Sheet]:
        """Those that share most of the new article's rarest stems."""
        shared = Counter(id for stem in rarest(new) for id in self._by_stem.get(stem, ()))
        return [
            self._sheets[id]
            for id, count in shared.most_common(CANDIDATES)
            if count >= SHARED and abs(self._sheets[id].at - new.at) <= WINDOW
        ]

    def _remember(self, new: Sheet, event: str) -> None:
        self._sheets[new.id], self._event[new.id] = new, event
        self._members.setdefault(event, []).append(new.id)
        for stem in rarest(new):
            self._by_stem.setdefault(stem, []).append(new.id)

    def _drop(self, old: Sheet) -> None:
        del self._sheets[old.id]
        event = self._event.pop(old.id)
        self._members[event].remove(old.id)
        if not self._members[event]:
            del self._members[event]
        for stem in rarest(old):
            self._by_stem[stem].remove(old.id)
            if not self._by_stem[stem]:
                del self._by_stem[stem]


def rarest(one: Sheet) -> list[str]:
    """The stems it is looked up by: those that weigh most."""
    return sorted(one.weights, key=lambda stem: (-one.weights[stem], stem))[:RAREST]
