"""words of sentences → who is named: a linear-chain CRF that is nothing but tables.

Trained at release time (deploy/tables/names.py) and packed in 8 bits. What a word adds to its own
label and to its neighbours' is the same wherever it stands: it is added up once and kept, so that
a text costs a few look-ups a word. Only what stands near a capital letter can be a name.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from streams.namewindows import Windows
from streams.wordmarks import BORDERS, CAPITALS, capital, marks
from streams.wordsorts import SORTS, sort

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
OFFSETS = ("-2", "-1", "0", "1", "2")  # where a word stands, seen from the one it speaks for
BY_CAPITALS, BY_SORTS = ("c2", "cc", "c3"), ("k2", "kk", "k3", "k5")  # shapes of windows
NEAR = 2  # words from a capitalised one in which a name may go on: `Universitatea de la Iași`
LONGEST = 64  # words of a run that are decided together; longer runs are lists
SURE = 12.0  # log-odds for "no name" from which nobody asks the neighbours
KEPT = 20_000  # words at most; then all are forgotten. 7 MB, half of it from the start
PAD = 2  # borders on each side of a sentence
EDGE, EDGE_BEHIND = PAD * BORDERS[:1], PAD * BORDERS[1:]
IMPOSSIBLE = -1e9


class NameModel:
    """One trained model. `lists` are those it was trained with, by name."""

    def __init__(self, path: Path, lists: Mapping[str, frozenset[str]]) -> None:
        with np.load(path) as packed:
            keys = packed["keys"].tobytes().decode().split("\n")
            weights: Floats = packed["weights"].astype(np.float32) * packed["scale"]
            self._steps: Floats = packed["steps"].astype(np.float32)
            self.labels = [str(label) for label in packed["labels"]]
        rows = {key: row for row, key in enumerate(keys)}
        self._own, self._given = by_mark(rows, weights)
        self._lists = lists
        self._outside = self.labels.index("O")
        self._inner = [label[0] == "I" for label in self.labels]
        self._allowed = self._legal()
        self._windows = Windows(rows, weights, BY_CAPITALS, CAPITALS)
        self._finer_windows = Windows(rows, weights, BY_SORTS, SORTS)
        shares = (KEPT, len(OFFSETS), len(self.labels))
        self._built: Bools = np.full(KEPT, fill_value=False)
        self._capitals: Ints = np.full(KEPT, 0)
        self._sorts: Ints = np.full(KEPT, 0)
        self._shares: Floats = np.full(shares, 0, np.float32)
        self._forget()

    def labelled(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """A label for each word of each sentence: O, B-PER, I-PER, …"""
        words = [word for sentence in sentences for word in (*EDGE, *sentence, *EDGE_BEHIND)]
        if len(self._words) + len(words) > KEPT:
            self._forget()
        number = self._numbers.get
        found_numbers = [number(word) or self._number(word) for word in words]
        numbers: Ints = np.array(found_numbers, np.int64)
        found = ["O"] * len(words)
        places = self._near_capitals(self._capitals[numbers])
        if len(places):
            scores = self._scores(numbers, places)
            others = scores.copy()
            others[:, self._outside] = IMPOSSIBLE
            open_ = scores[:, self._outside] - others.max(axis=1) <= SURE
            edges = self._capitals[numbers] == CAPITALS.index("B")
            self._decide(places[open_], scores[open_], edges, found)
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
        near = numbers[places[0] - PAD : places[-1] + PAD + 1]
        self._build(np.unique(near[~self._built[near]]).tolist())
        scores: Floats = self._shares[around[0], 0]
        for share, beside in enumerate(around[1:], 1):
            scores += self._shares[beside, share]
        self._windows.add(scores, [self._capitals[beside] for beside in around])
        self._finer_windows.add(scores, [self._sorts[beside] for beside in around])
        return scores

    def _decide(self, places: Ints, scores: Floats, edges: Bools, found: list[str]) -> None:
        """Write the best labels of each run of neighbouring places, all runs at once (Viterbi)."""
        if not len(places):
            return
        firsts, lengths = runs(places)
        going = [int((lengths > step).sum()) for step in range(int(lengths[0]))]
        opens, closed = edges[places[firsts] - 1], edges[places[firsts] + lengths]
        best, back = self._forward(firsts, going, scores, self._entries(opens))
        best += np.where(closed[:, None], 0.0, self._steps[:, self._outside])
        path, chosen = best.argmax(axis=1), np.zeros(len(places), np.int64)
        for step in range(len(going) - 1, -1, -1):
            many = going[step]
            chosen[firsts[:many] + step] = path[:many]
            if step:
                path[:many] = back[step - 1][np.arange(many), path[:many]]
        names = np.flatnonzero(chosen != self._outside)
        for place, label in zip(places[names].tolist(), chosen[names].tolist(), strict=True):
            found[place] = self.labels[label]

    def _entries(self, opens: Bools) -> Floats:
        """What it scores to begin a run with each label: behind no name, or at a border."""
        entry: Floats = np.where(opens[:, None], np.float32(0), self._steps[self._outside])
        entry[:, self._inner] = IMPOSSIBLE
        return entry

    def _forward(
        self, firsts: Ints, going: Sequence[int], scores: Floats, best: Floats
    ) -> tuple[Floats, list[Ints]]:
        """The score of the best way to each label at the end of each run, and whence it came."""
        best = best + scores[firsts]
        back: list[Ints] = []
        for step, many in enumerate(going[1:], 1):
            ways = best[:many, :, None] + self._allowed
            back.append(ways.argmax(axis=1))
            best[:many] = ways.max(axis=1) + scores[firsts[:many] + step]
        return best, back

    def _legal(self) -> Floats:
        """What each step scores; no name goes on that has not begun."""
        legal = self._steps.copy()
        for after, name in enumerate(self.labels):
            for before, other in enumerate(self.labels):
                if name[0] == "I" and other[2:] != name[2:]:
                    legal[before, after] = IMPOSSIBLE
        return legal

    def _forget(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []
        self._built[:] = False
        self._shares[:] = 0

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._words)
            self._words.append(word)
            self._capitals[number] = CAPITALS.index(capital(word))
        return number

    def _build(self, numbers: Sequence[int]) -> None:
        """Add up what these words give, all at once: a text of nothing but new names has 400."""
        row = self._own.get
        found = [
            (number, known)
            for number in numbers
            for mark in marks(self._words[number], self._lists)
            if (known := row(mark)) is not None
        ]
        if found:
            owners, rows = np.array(found).T
            firsts = np.flatnonzero(np.diff(owners, prepend=-1))
            self._shares[owners[firsts]] = np.add.reduceat(self._given[rows], firsts)
        self._sorts[numbers] = [SORTS.index(sort(self._words[n], self._lists)) for n in numbers]
        self._built[numbers] = True


def by_mark(rows: Mapping[str, int], weights: Floats) -> tuple[dict[str, int], Floats]:
    """A row for each mark of a word: what it gives at each offset to each label."""
    own: dict[str, int] = {}
    places = [
        (own.setdefault(key.removeprefix(offset), len(own)), share, row)
        for key, row in rows.items()
        for share, offset in enumerate(OFFSETS)
        if key.startswith(offset)
    ]
    marks, shares, found = np.array(places, np.int64).reshape(-1, 3).T
    table = np.zeros((len(own), len(OFFSETS), weights.shape[1]), np.float32)
    table[marks, shares] = weights[found]
    return own, table


def runs(places: Ints) -> tuple[Ints, Ints]:
    """Where runs of neighbouring places begin in the list, and how long they are; longest first."""
    breaks = np.flatnonzero(np.diff(places) != 1) + 1
    firsts = np.concatenate([[0], breaks])
    at = np.arange(len(places))
    begun = np.repeat(firsts, np.diff(np.concatenate([firsts, [len(places)]])))
    firsts = at[(at - begun) % LONGEST == 0]
    lengths = np.diff(np.concatenate([firsts, [len(places)]]))
    order = np.argsort(-lengths, kind="stable")
    return firsts[order], lengths[order]
