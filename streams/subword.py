"""A page → a small model's vote for its broad topic, and the words it votes by.

A linear model over the 5-letter pieces of words, trained by deploy/tables/topics.py on SIB-200
(sentences CC BY-SA 4.0): a second opinion beside the editors' words, never the only one in a long
text. Each word's share in the vote is known exactly, so the vote has evidence, too.
"""

import math
import zlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.letters import Page

Matrix = NDArray[np.float32]

PIECE = 5  # letters; shorter pieces made the model larger and no better (tagging study, section 2)
SEARCHED = 3000  # characters: what news is about it says early
KEPT = 20_000  # words whose sums are kept; then the table is begun anew: 4 MB
FEWEST = 8  # different words; fewer say too little to a model of sentences
SHOWN = 5  # words that are told as evidence
LEAST = 0.05  # of a margin; a smaller share shows nothing


class Vote(NamedTuple):
    """What the model says of a page: a margin by topic, above 0 is a yes."""

    margins: dict[str, float]
    words: tuple[str, ...]  # plain, each once, in the order of the text
    shares: Matrix  # words by topics: what each word gave

    def best_words(self, code: str) -> list[tuple[str, float]]:
        """The words that speak most for a topic, with their shares."""
        if code not in self.margins:
            return []
        column = self.shares[:, list(self.margins).index(code)]
        first = np.argsort(-column, kind="stable")[:SHOWN]
        return [(self.words[at], round(float(column[at]), 3)) for at in first if column[at] > LEAST]


NO_VOTE = Vote({}, (), np.zeros((0, 0), np.float32))


class Subword:
    """The model. Remembers the sums of words it has seen; they decide nothing but the time."""

    def __init__(self, codes: list[str], weights: Matrix, squares: Matrix, bias: Matrix) -> None:
        self._codes, self._bias, self._mask = codes, bias, len(weights) - 1
        self._rows = np.hstack([weights, squares[:, None]])  # the last column: for the norm
        self._places: dict[str, int] = {}
        self._sums = np.full((KEPT, len(codes) + 1), 0, np.float32)

    def vote(self, page: Page) -> Vote:
        """Its opinion of a page; none of a page with next to no words."""
        counts = Counter(word for word in page.plain[:SEARCHED].split() if not word.isdigit())
        if len(counts) < FEWEST:
            return NO_VOTE
        rows = self._sums[self._places_of(counts)]
        often: Matrix = 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
        norm = max(math.sqrt(float((often * often) @ rows[:, -1])), 1e-6)
        shares = rows[:, :-1] * (often / norm)[:, None]
        margins = shares.sum(0) + self._bias
        told = {code: round(float(m), 4) for code, m in zip(self._codes, margins, strict=True)}
        return Vote(told, tuple(counts), shares.astype(np.float32))

    def _places_of(self, found: Counter[str]) -> list[int]:
        if len(self._places) + len(found) > KEPT:
            self._places.clear()
        new = [word for word in found if word not in self._places]
        if new:
            self._add(new)
        return [self._places[word] for word in found]

    def _add(self, words: list[str]) -> None:
        """Add up the pieces of these words, all at once."""
        first = len(self._places)
        buckets = [pieces(word, self._mask) for word in words]
        begins = np.cumsum([0, *map(len, buckets[:-1])])
        rows = self._rows[[bucket for one in buckets for bucket in one]]
        self._sums[first : first + len(words)] = np.add.reduceat(rows, begins)
        self._places.update(zip(words, range(first, first + len(words)), strict=True))


def pieces(word: str, mask: int) -> list[int]:
    """The buckets of a word: itself and each run of 5 letters in it, its borders included."""
    bordered = f"<{word}>".encode()
    found = {zlib.crc32(bordered)}
    text = f"<{word}>"
    if len(text) > PIECE:
        found |= {zlib.crc32(text[n : n + PIECE].encode()) for n in range(len(text) - PIECE + 1)}
    return sorted({value & mask for value in found})


def load_subword(path: Path) -> Subword:
    """The model of a file. Raises OSError or ValueError where it is none."""
    with np.load(path, allow_pickle=False) as held:
        weights = held["weights"].astype(np.float32) * held["scales"]
        rarity = held["rarity"].astype(np.float32)
        codes = [str(code) for code in held["codes"]]
        return Subword(codes, weights, rarity * rarity, held["bias"].astype(np.float32))
