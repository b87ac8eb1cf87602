"""Two texts → how much of each is in the other, by the rules of the article-extraction-benchmark.

Runs of four words are counted; hits, surplus and misses are shares of their sum per page; precision
and recall are means over pages, F1 is of these means. Texts without spaces are taken by characters.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

RUN = 4
WORD = re.compile(r"\w+")
UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f\u1000-\u109f]")


class Score(NamedTuple):
    """Shares of hits, surplus and misses of one page."""

    hits: float
    surplus: float
    misses: float

    @property
    def precision(self) -> float:
        return part(self.hits, self.surplus, self.misses)

    @property
    def recall(self) -> float:
        return part(self.hits, self.misses, self.surplus)


def part(hits: float, wrong: float, other: float) -> float:
    if wrong == other == 0:
        return 1.0
    return hits / (hits + wrong) if hits + wrong else 0.0


def score(true: str, told: str) -> Score:
    """How `told` compares with the true text."""
    by_letters = bool(UNSPACED.search(true))
    a, b = shingles(true, by_letters), shingles(told, by_letters)
    hits, surplus, misses = (a & b).total(), (b - a).total(), (a - b).total()
    total = hits + surplus + misses or 1
    return Score(hits / total, surplus / total, misses / total)


def shingles(text: str, by_letters: bool) -> Counter[tuple[str, ...]]:
    words = list("".join(text.split())) if by_letters else WORD.findall(text)
    starts = range(max(1, len(words) - RUN + 1))
    return Counter(tuple(words[at : at + RUN]) for at in starts if words)


def f1(scores: Sequence[Score]) -> float:
    """F1 of the means of precision and recall."""
    told = [one.precision for one in scores if one.hits + one.surplus > 0]
    true = [one.recall for one in scores if one.hits + one.misses > 0]
    if not told or not true:
        return 0.0
    precision, recall = sum(told) / len(told), sum(true) / len(true)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
