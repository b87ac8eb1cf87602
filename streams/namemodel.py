"""words of sentences → who is named: a linear-chain CRF that is nothing but tables.

Trained at release time (deploy/tables/names.py) and packed in 8 bits. What a word adds to its own
label and to its neighbours' is the same wherever it stands: it is added up once and kept, so that
a text costs a few look-ups a word. Only what stands near a capital letter can be a name.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from streams.wordmarks import BORDERS, CAPITALS, capital, marks

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
OFFSETS = ("-2", "-1", "0", "1", "2")  # whose label a word speaks for, seen from there
SHARES = (2, 1, 0, 1, 2)  # which of its marks it gives them
PATTERNS = ("c2", "cc", "c3")  # capitals of the two before, of both neighbours, of the two behind
NEAR = 2  # words from a capitalised one in which a name may go on: `Universitatea de la Iași`
SURE = 8.0  # log-odds for "no name" from which nobody asks the neighbours
MOST_WORDS = 100_000  # kept at most: 20 MB; then all are forgotten
FIRST_ROOM = 8192
PAD = 2  # borders on each side of a sentence
EDGE, EDGE_BEHIND = PAD * BORDERS[:1], PAD * BORDERS[1:]
IMPOSSIBLE = -1e9


class NameModel:
    """One trained model. `lists` are those it was trained with, by name."""

    def __init__(self, path: Path, lists: Mapping[str, frozenset[str]]) -> None:
        with np.load(path) as packed:
            keys = packed["keys"].tobytes().decode().split("\n")
            self._weights: Floats = packed["weights"].astype(np.float32) * packed["scale"]
            self._steps: Floats = packed["steps"].astype(np.float32)
            self.labels = [str(label) for label in packed["labels"]]
        self._rows = {key: row for row, key in enumerate(keys)}
        self._lists = {name: lists[name] for name in lists if f"0g={name}" in self._rows}
        self._outside = self.labels.index("O")
        self._allowed = self._legal()
        self._patterns = [self._pattern(name) for name in PATTERNS]
        self._forget()

    def labelled(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """A label for each word of each sentence: O, B-PER, I-PER, …"""
        if len(self._words) > MOST_WORDS:
            self._forget()
        words = [word for sentence in sentences for word in (*EDGE, *sentence, *EDGE_BEHIND)]
        numbers = np.fromiter((self._number(word) for word in words), np.int64, len(words))
        found = ["O"] * len(words)
        places = self._near_capitals(self._capitals[numbers])
        if len(places):
            scores = self._scores(numbers, places)
            others = scores.copy()
            others[:, self._outside] = IMPOSSIBLE
            open_ = scores[:, self._outside] - others.max(axis=1) <= SURE
            self._decide(places[open_], scores[open_], words, found)
        labels, at = [], PAD
        for sentence in sentences:
            labels.append(found[at : at + len(sentence)])
            at += len(sentence) + 2 * PAD
        return labels

    def _near_capitals(self, kinds: Ints) -> Ints:
        """Where words stand that may belong to a name."""
        large = (kinds == CAPITALS.index("U")) | (kinds == CAPITALS.index("C"))
        near = large.copy()
        for distance in range(1, NEAR + 1):
            near[distance:] |= large[:-distance]
            near[:-distance] |= large[distance:]
        near &= kinds != CAPITALS.index("B")
        return np.flatnonzero(near)

    def _scores(self, numbers: Ints, places: Ints) -> Floats:
        around = [numbers[places + offset] for offset in range(-PAD, PAD + 1)]
        for number in np.unique(np.concatenate(around)).tolist():
            if not self._built[number]:
                self._build(number)
        scores: Floats = self._shares[0][around[0]]
        for share, beside in zip(self._shares[1:], around[1:], strict=True):
            scores += share[beside]
        kinds = [self._capitals[beside] for beside in around]
        size = len(CAPITALS)
        for table, first in zip(self._patterns, range(len(PATTERNS)), strict=True):
            one, two, three = kinds[first : first + 3]
            scores += table[(one * size + two) * size + three]
        return scores

    def _decide(self, places: Ints, scores: Floats, words: Sequence[str], found: list[str]) -> None:
        """Write the best labels of each run of neighbouring places, all runs at once (Viterbi)."""
        if not len(places):
            return
        breaks = np.flatnonzero(np.diff(places) != 1) + 1
        firsts = np.concatenate([[0], breaks])
        lengths = np.diff(np.concatenate([firsts, [len(places)]]))
        best, back = self._forward(firsts, lengths, scores, self._entries(places[firsts], words))
        closed = np.array(
            [words[place] in BORDERS for place in (places[firsts] + lengths).tolist()]
        )
        best += np.where(closed[:, None], 0.0, self._steps[:, self._outside])
        path = best.argmax(axis=1)
        for step in range(int(lengths.max()) - 1, -1, -1):
            for run in np.flatnonzero(lengths > step).tolist():
                found[int(places[firsts[run]]) + step] = self.labels[path[run]]
            if step:
                going = np.flatnonzero(lengths > step)
                path[going] = back[step - 1][going, path[going]]

    def _entries(self, places: Ints, words: Sequence[str]) -> Floats:
        """What it scores to begin a run with each label: behind no name, or at a border."""
        opens = np.array([words[place - 1] in BORDERS for place in places.tolist()])
        entry: Floats = np.where(opens[:, None], np.float32(0), self._steps[self._outside])
        entry[:, [label[0] == "I" for label in self.labels]] = IMPOSSIBLE
        return entry

    def _forward(
        self, firsts: Ints, lengths: Ints, scores: Floats, best: Floats
    ) -> tuple[Floats, list[Ints]]:
        """The score of the best way to each label at the end of each run, and whence it came."""
        best = best + scores[firsts]
        back: list[Ints] = []
        for step in range(1, int(lengths.max())):
            going = np.flatnonzero(lengths > step)
            ways = best[going][:, :, None] + self._allowed
            came = np.zeros_like(best, np.int64)
            came[going] = ways.argmax(axis=1)
            best[going] = ways.max(axis=1) + scores[firsts[going] + step]
            back.append(came)
        return best, back

    def _legal(self) -> Floats:
        """What each step scores; no name goes on that has not begun."""
        legal = self._steps.copy()
        for after, name in enumerate(self.labels):
            for before, other in enumerate(self.labels):
                if name[0] == "I" and other[2:] != name[2:]:
                    legal[before, after] = IMPOSSIBLE
        return legal

    def _pattern(self, name: str) -> Floats:
        size = len(CAPITALS)
        table = np.zeros((size**3, len(self.labels)), np.float32)
        for place in range(size**3):
            letters = CAPITALS[place // size**2] + CAPITALS[place // size % size]
            row = self._rows.get(f"{name}={letters}{CAPITALS[place % size]}")
            if row is not None:
                table[place] = self._weights[row]
        return table

    def _forget(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []
        self._built = bytearray(FIRST_ROOM)
        self._capitals: Ints = np.zeros(FIRST_ROOM, np.int64)
        self._shares: list[Floats] = [
            np.zeros((FIRST_ROOM, len(self.labels)), np.float32) for _ in OFFSETS
        ]

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._words)
            if number == len(self._built):
                self._grow()
            self._words.append(word)
            self._capitals[number] = CAPITALS.index(capital(word))
        return number

    def _grow(self) -> None:
        self._built.extend(bytes(len(self._built)))
        self._capitals = np.concatenate([self._capitals, np.zeros_like(self._capitals)])
        self._shares = [np.concatenate([share, np.zeros_like(share)]) for share in self._shares]

    def _build(self, number: int) -> None:
        given = marks(self._words[number], self._lists)
        for offset, which, share in zip(OFFSETS, SHARES, self._shares, strict=True):
            rows = [self._rows.get(offset + mark) for mark in given[which]]
            known = [row for row in rows if row is not None]
            if known:
                share[number] = self._weights[known].sum(axis=0)
        self._built[number] = 1
