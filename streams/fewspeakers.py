"""text → a language of few speakers, by the runs of letters that it is made of.

The table holds the commonest runs of 160 languages (deploy/tables/languages.py makes it of the
Universal Declaration of Human Rights); some are there to be found, the others to be compared with.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

TABLE = Path(__file__).with_name("languages.tsv")
WORD = re.compile(r"[^\W\d_]+")
LETTERS = 300  # of a text; more change no verdict
LEAST_CHARS = 40  # of a text; less is a name or two
LONGEST = 4  # letters of a run, its word's edges counted
UNSEEN = 120  # tenths of a logarithm: how rare a run is that is not in a language's table
MARGIN = 0.5  # of the same, in the mean: how much better a language must fit than the other


class Table(NamedTuple):
    """How much commoner than an unseen one each run of letters is, by row and language."""

    names: tuple[str, ...]
    few: frozenset[str]  # those that may be found
    rows: dict[str, int]
    gains: npt.NDArray[np.uint8]


def few_speakers(text: str, other: str) -> str:
    """The language of few speakers that fits this text better than `other` does; or nothing."""
    runs = list(grams(text[:LETTERS]))
    if len(text) < LEAST_CHARS or not runs:
        return ""
    found = table()
    rows = [found.rows[run] for run in runs if run in found.rows]
    fits = found.gains[rows].sum(axis=0) / len(runs)
    best = int(fits.argmax())
    least = float(fits[found.names.index(other)]) if other in found.names else 0.0
    return (
        found.names[best] if found.names[best] in found.few and fits[best] > least + MARGIN else ""
    )


def grams(text: str) -> Iterator[str]:
    """The runs of letters in a text, words' edges marked, and its words."""
    for word in WORD.findall(text.lower()):
        marked = f"_{word}_"
        for length in range(1, LONGEST + 1):
            for start in range(len(marked) - length + 1):
                yield marked[start : start + length]
        yield marked


@cache
def table() -> Table:
    """The table, read once a process: 60,000 runs of letters, 12 MB."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    parts = [line.split("\t") for line in lines]
    runs = sorted({run for _, *groups in parts for run, _ in ranked(groups)})
    rows = {run: row for row, run in enumerate(runs)}
    gains = np.zeros((len(rows), len(parts)), np.uint8)
    for column, (_, *groups) in enumerate(parts):
        for run, rare in ranked(groups):
            gains[rows[run], column] = max(UNSEEN - rare, 0)
    few = frozenset(name[1:] for name, *_ in parts if name.startswith("+"))
    return Table(tuple(name.lstrip("+") for name, *_ in parts), few, rows, gains)


def ranked(groups: list[str]) -> Iterator[tuple[str, int]]:
    for group in groups:
        value, _, runs = group.partition(" ")
        for run in runs.split("|"):
            yield run, int(value)
