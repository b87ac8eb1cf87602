"""two texts → what stands in both, word for word: how much of each, and where."""

import re
from collections.abc import Iterator

import msgspec

from streams.fingerprint import fold
from streams.sketch import SHINGLE

WORD = re.compile(r"\w+")
SHORTEST = 8  # words of a passage that is shown: shorter ones any two articles share


class Passage(msgspec.Struct, frozen=True):
    """Words that stand in both, as the first text has them; where, in code points of each."""

    text: str
    words: int
    start_a: int
    start_b: int


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """Exact shares of word sequences, and the passages, longest first."""

    a_in_b: float
    b_in_a: float
    passages: tuple[Passage, ...]


class Word(msgspec.Struct, frozen=True):
    folded: bytes
    start: int
    end: int


def shared(a: str, b: str) -> Shared:
    """What two texts have in common, whatever the marks, cases and punctuation."""
    first, second = words(a), words(b)
    ours, theirs = sequences(first), sequences(second)
    both = len(ours & theirs)
    return Shared(
        a_in_b=round(both / len(ours), 3) if ours else 0.0,
        b_in_a=round(both / len(theirs), 3) if theirs else 0.0,
        passages=tuple(sorted(passages(a, first, second), key=lambda one: -one.words)),
    )


def words(text: str) -> list[Word]:
    found = (Word(fold(one.group()), one.start(), one.end()) for one in WORD.finditer(text))
    return [one for one in found if one.folded]


def sequences(words: list[Word]) -> set[tuple[bytes, ...]]:
    """All runs of SHINGLE words; the whole text, if it has fewer."""
    folded = [one.folded for one in words]
    length = min(SHINGLE, len(folded))
    return {tuple(folded[at : at + length]) for at in range(len(folded) - length + 1) if length}


def passages(text: str, first: list[Word], second: list[Word]) -> Iterator[Passage]:
    """Runs of at least SHORTEST words of the first text that stand in the second, in order."""
    ours, theirs = [one.folded for one in first], [one.folded for one in second]
    starts: dict[tuple[bytes, ...], int] = {}
    for at in range(len(theirs) - SHORTEST + 1):
        starts.setdefault(tuple(theirs[at : at + SHORTEST]), at)
    at = 0
    while at <= len(ours) - SHORTEST:
        there = starts.get(tuple(ours[at : at + SHORTEST]))
        size = 0 if there is None else run_of(ours[at:], theirs[there:])
        if there is not None:
            end = first[at + size - 1].end
            yield Passage(text[first[at].start : end], size, first[at].start, second[there].start)
        at += max(size, 1)


def run_of(ours: list[bytes], theirs: list[bytes]) -> int:
    """How many of the first words are the same."""
    pairs = zip(ours, theirs, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(ours), len(theirs)))
