"""kinds of neighbouring words → what a name model gives for seeing them side by side.

`Capital de Capital` is more often one name than two: that no word can know by itself.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
SHAPES = {  # which of five neighbours, the third of them in question, by the name of their mark
    "c2": slice(0, 3), "cc": slice(1, 4), "c3": slice(2, 5),
    "k2": slice(0, 3), "kk": slice(1, 4), "k3": slice(2, 5), "k5": slice(0, 5),
}  # fmt: skip
KINDS = 32  # more than there are kinds of words: the base in which a run of them is one number
NO_RUN = KINDS**5  # larger than every run; ends the tables


class Windows:
    """The weights of runs of kinds; most runs have none."""

    def __init__(self, rows: Mapping[str, Floats], shapes: Sequence[str], kinds: str) -> None:
        """`rows` are a model's, by mark: `c2=BUC` is a run of the shape `c2`."""
        self._tables = [(SHAPES[name], *table(rows, f"{name}=", kinds)) for name in shapes]

    def add(self, scores: Floats, around: Sequence[Ints]) -> None:
        """Add to the scores of words what the kinds of each one's five neighbours give."""
        for shape, known, weights in self._tables:
            run = numbered(around[shape])
            at = np.searchsorted(known, run)
            found = np.flatnonzero(known[at] == run)
            scores[found] += weights[at[found]]


def table(rows: Mapping[str, Floats], begins: str, kinds: str) -> tuple[Ints, Floats]:
    """The runs that have weights, in the order of their numbers, and these weights."""
    found = {
        int(numbered([np.array(kinds.index(kind)) for kind in mark.removeprefix(begins)])): row
        for mark, row in rows.items()
        if mark.startswith(begins)
    }
    known = sorted(found)
    nothing = np.zeros_like(next(iter(rows.values())))
    return np.array([*known, NO_RUN]), np.stack([*(found[run] for run in known), nothing])


def numbered(run: Sequence[Ints]) -> Ints:
    number = run[0]
    for kind in run[1:]:
        number = number * KINDS + kind
    return number
