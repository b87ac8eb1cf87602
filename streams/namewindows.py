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

    def __init__(
        self, rows: Mapping[str, int], weights: Floats, shapes: Sequence[str], kinds: str
    ) -> None:
        """`rows` of the weights by mark: `c2=BUC` is a run of the shape `c2`."""
        self._tables = [(SHAPES[name], *table(rows, weights, name, kinds)) for name in shapes]

    def add(self, scores: Floats, around: Sequence[Ints]) -> None:
        """Add to the scores of words what the kinds of each one's five neighbours give."""
        for shape, known, weights in self._tables:
            run = numbered(around[shape])
            at = np.searchsorted(known, run)
            found = np.flatnonzero(known[at] == run)
            scores[found] += weights[at[found]]


def table(rows: Mapping[str, int], weights: Floats, shape: str, kinds: str) -> tuple[Ints, Floats]:
    """The runs that have weights, in the order of their numbers, and these weights."""
    found = sorted(
        (int(numbered([np.array(kinds.index(kind)) for kind in mark[len(shape) + 1 :]])), row)
        for mark, row in rows.items()
        if mark.startswith(f"{shape}=")
    )
    nothing = np.zeros((1, weights.shape[1]), np.float32)
    known = np.array([*(run for run, _ in found), NO_RUN])
    return known, np.concatenate([weights[[row for _, row in found]], nothing])


def numbered(run: Sequence[Ints]) -> Ints:
    number = run[0]
    for kind in run[1:]:
        number = number * KINDS + kind
    return number
