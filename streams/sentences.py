"""text → sentences of words, each word with its place; shouted ones in their usual case."""

import re
from collections.abc import Iterator, Set
from typing import NamedTuple

from streams.wordmarks import folded

WORD = re.compile(
    r"[^\W\d_](?:\.[^\W\d_])+\.?"  # S.U.A., U.S.
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:[-'’ʼ][^\W_]+)*"
    r"|[^\s\w]|\w+"
)
ENDS = frozenset(".!?…")
CLOSING = frozenset('"”»’)]')
LOUD = 0.7  # share of a sentence's words in capitals from which capitals mean nothing
FEW = 4  # words; fewer in capitals are a name or an acronym


class Word(NamedTuple):
    letters: str
    start: int
    end: int


def sentences(text: str, start: int, most: int) -> Iterator[list[Word]]:
    """The sentences of a text from `start` on, of at most so many words in all."""
    sentence: list[Word] = []
    for number, found in enumerate(WORD.finditer(text, start)):
        if number >= most:
            break
        word = Word(found.group(), found.start(), found.end())
        if sentence and begins(sentence, word, text):
            yield sentence
            sentence = []
        sentence.append(word)
    if sentence:
        yield sentence


def begins(sentence: list[Word], word: Word, text: str) -> bool:
    """Whether a word is the first of the next sentence: behind a full stop, or a new line."""
    last = sentence[-1]
    if word.start == last.end:
        return False
    if "\n" in text[last.end : word.start]:
        return True
    if last.letters in CLOSING and len(sentence) > 1:
        last = sentence[-2]
    return last.letters in ENDS and not word.letters[0].islower()


def quiet(sentence: list[Word], common: Set[str]) -> list[str]:
    """The words; of a sentence in capitals: common words in small letters, the others as names."""
    written = [word.letters for word in sentence]
    worded = [letters for letters in written if letters[0].isalpha()]
    shouted = sum(letters.isupper() for letters in worded)
    if len(worded) < FEW or shouted < LOUD * len(worded):
        return written
    return [
        letters if not letters.isupper() else letters.lower() if folded(letters) in common
        else letters.capitalize()
        for letters in written
    ]  # fmt: skip
