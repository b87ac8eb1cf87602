"""articles → events: what different outlets tell of one happening, grouped while it streams.

Precision before recall: an article joins an event when its title, lead, names and text agree with
one member's, and on the whole with all of them. What it rests on is told. Bounded by count.
"""

import math
import re
from collections import Counter, OrderedDict
from collections.abc import Mapping

import msgspec

from streams.eventwords import NUMBER, Rarity, Told, told

WEIGHTS = {"title": 0.2, "headline": 0.2, "lead": 0.3, "names": 0.1, "text": 0.2}
JOIN = 0.42  # of a member's likeness at least; measured by tests/benchmarks/events.py
MEAN = 0.30  # of all members': otherwise a chain of neighbours would glue a week together
DAY = 86400.0
PER_DAY = 0.03  # of likeness lost for each day between two articles
WINDOW = 5 * DAY  # what is told so long apart is another event
MOST = 5000  # articles remembered, the newest; 27 KB each
TEXT_STEMS = 150  # of a text that are kept, those that weigh most
MEMBERS = 20  # of an event that are compared
CANDIDATES = 60  # articles compared with a new one
RAREST = 24  # stems by which they are looked up
SHARED = 2  # of these that candidates share
TELLING = 6  # words named in a reason
HALF_DAY = 0.5
CONFLICT = 0.2  # of likeness lost when each headline names what the other article does not
NAME_LETTERS = 4  # by which a name is found again: Cipru, Ciprului
SERIES = re.compile(  # told anew in the same words: the same only within hours, by its numbers
    r"\b(?:vreme[ai]?|meteo|prognoz\w+|horoscop\w*|loto|cod galben|curs(?:ul)? valutar"
    r"|cutremur\w*|seism\w*|earthquake\w*|séisme\w*|erdbeben|terremoto"
    r"|weather|forecast|horoscope|lottery|météo|wetter|horoskop|tiempo|meteorolog\w+)\b",
    re.IGNORECASE,
)

Vector = dict[str, float]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """The member it is most like, how much, part by part, and the words they share."""

    like: str
    score: float
    parts: dict[str, float]
    names: tuple[str, ...]
    words: tuple[str, ...]
    hours: float


class Placed(msgspec.Struct, frozen=True):
    """The event an article belongs to; the first article's id names it."""

    event: str
    why: Why | None


class Sheet(msgspec.Struct, frozen=True):
    """What is remembered of an article."""

    id: str
    at: float
    opening: frozenset[str]  # stems of title and lead
    is_series: bool
    naming: frozenset[str]  # beginnings of the names in its headline
    beginnings: frozenset[str]  # of all its stems
    title: Vector
    lead: Vector
    names: Vector
    text: Vector


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
        self._rarity.learn(words.stems)
        new = sheet(id, at, words, bool(SERIES.search(title)), self._rarity)
        if len(self._sheets) >= self._most:
            self._drop(next(iter(self._sheets.values())))
        event, why = self._best(new)
        self._remember(new, event or id)
        return Placed(event or id, why)

    def _best(self, new: Sheet) -> tuple[str | None, Why | None]:
        found: dict[str, list[Why]] = {}
        for other in self._candidates(new):
            found.setdefault(self._event[other.id], []).append(likeness(new, other))
        good = [
            (max(whys, key=lambda why: why.score), event)
            for event, whys in found.items()
            if self._mean(new, event) >= MEAN
        ]
        why, event = max(good, key=lambda pair: pair[0].score, default=(None, None))
        return (event, why) if why and why.score >= JOIN else (None, None)

    def _mean(self, new: Sheet, event: str) -> float:
        members = self._members[event][-MEMBERS:]
        return sum(likeness(new, self._sheets[one]).score for one in members) / len(members)

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


def sheet(id: str, at: float, words: Told, is_series: bool, rarity: Rarity) -> Sheet:
    body = words.body.counts
    return Sheet(
        id=id,
        at=at,
        opening=frozenset(words.title.counts) | frozenset(words.lead.counts),
        is_series=is_series,
        naming=frozenset(name[:NAME_LETTERS] for name in words.title.names),
        beginnings=frozenset(stem[:NAME_LETTERS] for stem in words.stems),
        title=vector(words.title.counts, rarity),
        lead=vector(words.lead.counts, rarity),
        names=vector({stem: body[stem] for stem in words.names if stem in body}, rarity),
        text=heaviest(vector(body, rarity)),
    )


def heaviest(weights: Vector) -> Vector:
    return dict(sorted(weights.items(), key=lambda pair: -pair[1])[:TEXT_STEMS])


def vector(counts: Mapping[str, int], rarity: Rarity) -> Vector:
    """Weights of stems, of length 1: often here and rare elsewhere counts most."""
    weights = {stem: min(1 + math.log(n), 2.5) * rarity.of(stem) for stem, n in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {stem: weight / length for stem, weight in weights.items()} if length else {}


def rarest(one: Sheet) -> list[str]:
    """The stems it is looked up by: those of title and lead that weigh most."""
    weights = {**one.lead, **one.title}
    return sorted(weights, key=lambda stem: (-weights[stem], stem))[:RAREST]


def likeness(a: Sheet, b: Sheet) -> Why:
    """How much two articles tell the same, from 0 to 1, and why."""
    days = abs(a.at - b.at) / DAY
    parts = {
        "title": cosine(a.title, b.title),
        "headline": max(covered(a.title, b), covered(b.title, a)),
        "lead": cosine(a.lead, b.lead),
        "names": cosine(a.names, b.names),
        "text": cosine(a.text, b.text),
    }
    score = weighted(a, b, parts) - PER_DAY * days - CONFLICT * conflict(a, b)
    shared = sorted(a.text.keys() & b.text.keys(), key=lambda stem: -a.text[stem] * b.text[stem])
    return Why(
        like=b.id,
        score=0.0 if are_issues(a, b) else round(max(score, 0.0), 3),
        parts={part: round(value, 2) for part, value in parts.items()},
        names=tuple(stem for stem in shared if stem in a.names)[:TELLING],
        words=tuple(stem for stem in shared if stem not in a.names)[:TELLING],
        hours=round(24 * days, 1),
    )


def are_issues(a: Sheet, b: Sheet) -> bool:
    """Whether they are two issues of what is told anew: of two days, or without a number shared."""
    if not a.is_series and not b.is_series:
        return False
    ours, theirs = numbers(a), numbers(b)
    return abs(a.at - b.at) > HALF_DAY * DAY or bool(ours and theirs and not ours & theirs)


def numbers(one: Sheet) -> set[str]:
    return {stem for stem in one.text if stem.startswith(NUMBER)}


def conflict(a: Sheet, b: Sheet) -> float:
    """How much both headlines name things that the other article knows nothing of."""
    return min(unknown(a.naming, b), unknown(b.naming, a))


def unknown(names: frozenset[str], other: Sheet) -> float:
    return len(names - other.beginnings) / len(names) if names else 0.0


def weighted(a: Sheet, b: Sheet, parts: Mapping[str, float]) -> float:
    """The mean of the parts that both have: an item without a headline is compared by the rest."""
    both = {
        "title": a.title and b.title,
        "headline": a.title or b.title,
        "lead": a.lead and b.lead,
        "names": a.names or b.names,
        "text": a.text and b.text,
    }
    there = [part for part in parts if both[part]]
    whole = sum(WEIGHTS[part] for part in there)
    return sum(WEIGHTS[part] * parts[part] for part in there) / whole if whole else 0.0


def cosine(a: Vector, b: Vector) -> float:
    small, large = sorted((a, b), key=len)
    return sum(weight * large[stem] for stem, weight in small.items() if stem in large)


def covered(title: Vector, other: Sheet) -> float:
    """How much of a headline stands in the other's headline or lead."""
    whole = sum(title.values())
    there = sum(weight for stem, weight in title.items() if stem in other.opening)
    return there / whole if whole else 0.0
