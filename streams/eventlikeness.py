"""two articles → how much they tell of one happening, and why.

What both tell is weighed against all that each tells, and against all the shorter one tells: a
flash stands whole in the story that follows. Names and numbers weigh more than words. Contradicting
headlines or numbers count against it, and so does time. The weights are a logistic regression's on
pairs written for it, rounded; tests/benchmarks/events.py measures them.
"""

import math
from collections.abc import Iterable

import msgspec

from streams.eventwords import NUMBER, SERIES, Rarity, Told

DAY = 86400.0
NAMED = 1.5  # times a word's weight: names and numbers tell events of one kind apart
LATER = 0.6  # times a word's weight behind the opening: news says first what matters
LEAST = 0.1  # a word's weight, however usual
HEADLINE = 0.25  # gained for what headlines agree beyond a half
AGREE = 0.006  # gained for each unit of weight of main names that both tell
AGREE_MOST = 0.15
NUMBERS_DIFFER = 0.06  # lost when both have numbers and share none
TEMPLATE = 1.0  # lost then for each unit of likeness above USUAL: the same words, other numbers
USUAL = 0.3
NAMES_DIFFER = 0.1  # lost when each headline names only what the other article lacks
LENGTH = 0.2  # lost for each e-fold of SHORT: long articles share words by chance
SHORT = 50  # stems of the shorter article: a lead
PER_DAY = 0.18  # lost for each day between two articles: what comes a day later is a sequel
HALF_DAY = 0.5  # beyond it a weather report is another one
TELLING = 6  # words named in a reason


class Sheet(msgspec.Struct, frozen=True):
    """What is remembered of an article."""

    id: str
    at: float
    is_series: bool
    weights: dict[str, float]  # of its stems
    mass: float  # their squares
    title: frozenset[str]
    named: frozenset[str]  # what its headline writes with a capital
    names: frozenset[str]  # that are no usual words
    main: frozenset[str]  # of these, those of its opening
    numbers: frozenset[str]


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """The article another is like, how much, what adds up to it, and the words they share."""

    like: str
    score: float
    parts: dict[str, float]
    names: tuple[str, ...]
    words: tuple[str, ...]
    hours: float


def sheet(id: str, at: float, words: Told, rarity: Rarity) -> Sheet:
    stems = words.body.counts
    names = frozenset(name for name in words.body.names if not rarity.is_usual(name))
    numbers = frozenset(stem for stem in stems if stem.startswith(NUMBER))
    weights = {
        stem: max(rarity.of(stem), LEAST)
        * (NAMED if stem in names or stem in numbers else 1)
        * (1 if stem in words.opening.counts else LATER)
        for stem in stems
    }
    return Sheet(
        id=id,
        at=at,
        is_series=bool(SERIES.search(words.headline)),
        weights=weights,
        mass=squares(weights.values()),
        title=frozenset(words.title.counts),
        named=words.title.names,
        names=names,
        main=names & words.opening.names,
        numbers=numbers,
    )


def squares(weights: Iterable[float]) -> float:
    return sum(weight * weight for weight in weights)


def likeness(a: Sheet, b: Sheet) -> Likeness:
    """How much two articles tell the same, from 0 to 1, and why."""
    shared = a.weights.keys() & b.weights.keys()
    parts = {**gains(a, b, shared), **losses(a, b)} if shared else {}
    if parts and not agree_in_numbers(a, b):
        parts["numbers"] = -NUMBERS_DIFFER - TEMPLATE * max(2 * parts["whole"] - USUAL, 0.0)
    score = 0.0 if are_issues(a, b) else min(max(sum(parts.values()), 0.0), 1.0)
    rarest = sorted(shared, key=lambda stem: (-a.weights[stem], stem))
    return Likeness(
        like=b.id,
        score=round(score, 3),
        parts={part: round(value, 2) for part, value in parts.items() if value},
        names=tuple(stem for stem in rarest if stem in a.names)[:TELLING],
        words=tuple(stem for stem in rarest if stem not in a.names)[:TELLING],
        hours=round(abs(a.at - b.at) / 3600, 1),
    )


def gains(a: Sheet, b: Sheet, shared: Iterable[str]) -> dict[str, float]:
    common = sum(a.weights[stem] * b.weights[stem] for stem in shared)
    main = sum(math.sqrt(a.weights[name] * b.weights[name]) for name in a.main & b.main)
    return {
        "whole": common / math.sqrt(a.mass * b.mass) / 2,
        "shorter": min(common / min(a.mass, b.mass), 1.0) / 2,
        "headline": HEADLINE * max((covered(a, b) + covered(b, a)) / 2 - 0.5, 0.0),
        "names": min(AGREE * main, AGREE_MOST),
    }


def covered(a: Sheet, b: Sheet) -> float:
    """How much of a's headline b tells anywhere."""
    whole = squares(a.weights[stem] for stem in a.title)
    return squares(a.weights[stem] for stem in a.title & b.weights.keys()) / whole if whole else 0.0


def losses(a: Sheet, b: Sheet) -> dict[str, float]:
    shorter = min(len(a.weights), len(b.weights))
    return {
        "others": -NAMES_DIFFER * min(lacking(a, b), lacking(b, a)),
        "length": -LENGTH * max(math.log(shorter / SHORT), 0.0),
        "time": -PER_DAY * abs(a.at - b.at) / DAY,
    }


def lacking(a: Sheet, b: Sheet) -> float:
    """How much of what a's headline names is unknown to b."""
    whole = sum(a.weights[stem] for stem in a.named)
    return sum(a.weights[stem] for stem in a.named - b.weights.keys()) / whole if whole else 0.0


def agree_in_numbers(a: Sheet, b: Sheet) -> bool:
    return not a.numbers or not b.numbers or bool(a.numbers & b.numbers)


def are_issues(a: Sheet, b: Sheet) -> bool:
    """Whether they are two issues of what is told anew: of two days, or without a number shared."""
    if not a.is_series and not b.is_series:
        return False
    return abs(a.at - b.at) > HALF_DAY * DAY or not agree_in_numbers(a, b)
