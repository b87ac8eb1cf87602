"""`Stat Islamic (SI)` → what the letters stand for, wherever else they stand in the text."""

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from streams.letters import words

BRACKETED = re.compile(r"\(([^\W\d_a-z][\w&.-]{1,9})\)")
WORD = re.compile(r"[\w'’]+(?:-[\w'’]+)*")
MOST = 50  # brackets that are looked at; a text with more is a list
REACH = 100  # characters in which the long form stands
SMALL = frozenset({
    "a", "al", "ale", "ai", "and", "de", "del", "della", "der", "des", "di", "du", "et", "for",
    "für", "in", "în", "la", "le", "les", "of", "on", "pentru", "pour", "si", "și", "the",
    "und", "y",
})  # fmt: skip


class Acronym(msgspec.Struct, frozen=True):
    letters: str
    start: int  # of the long form
    end: int


def acronyms(text: str) -> Iterator[Acronym]:
    """Each acronym that stands in brackets behind the words whose first letters it has, once."""
    known: set[str] = set()
    for found in islice(BRACKETED.finditer(text), MOST):
        letters = "".join(words(found[1]))
        if not found[1].isupper() or letters in known:
            continue
        known.add(letters)
        before = list(WORD.finditer(text, max(0, found.start() - REACH), found.start()))
        for first in range(len(before) - 1, -1, -1):
            if stands_for([word.group() for word in before[first:]], letters):
                yield Acronym(found[1], before[first].start(), before[-1].end())
                break


def stands_for(long: list[str], letters: str) -> bool:
    """Whether the first letters of the words are these; small words may lend theirs or not."""
    if long[0].lower() in SMALL or long[0][0].islower():
        return False
    large = [word for word in long if word.lower() not in SMALL]
    return letters in ("".join(initials(large)), "".join(initials(long)))


def initials(long: list[str]) -> Iterator[str]:
    for word in long:
        yield from (part[0] for part in words(word))


def repeats(acronym: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the acronym stands alone, brackets of its own included."""
    for found in re.finditer(rf"(?<!\w){re.escape(acronym)}(?!\w)", text):
        yield found.span()
