"""Streams of articles with gold for recognising copies, and how well an answer fits it."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tests.conftest import SHARED

FLAGGED = {"exact", "near", "subset", "superset"}
DERIVED, REUTERS = SHARED / "data/dedup-derived", SHARED / "data/dedup-reuters-half"


class Article(msgspec.Struct, frozen=True):
    """One article of a stream; `gold` says dup, new or gray (not scored) where it is known."""

    id: str
    text: str
    title: str = ""
    language: str = "und"
    gold: str = ""


class Pair(msgspec.Struct, frozen=True):
    """`b` is (dup) or is no (neg) copy of `a`; `kind` is the edit, or the kind of trap."""

    a: str
    b: str
    label: str
    kind: str


class Said(msgspec.Struct, frozen=True):
    """What a method says of an article: the story it belongs to; a copy's is another's id."""

    copy: bool
    story: str


class Stream(msgspec.Struct, frozen=True):
    name: str
    articles: tuple[Article, ...]
    pairs: tuple[Pair, ...] = ()


class Score(msgspec.Struct, frozen=True):
    precision: float
    recall: float
    kinds: dict[str, float] = {}  # share flagged, by kind of pair
    false_copies: float = 0.0  # among new articles


def streams(files: Sequence[Path]) -> Iterator[Stream]:
    """Those given, or else the two shared ones that are at hand."""
    for file in files:
        yield Stream(file.stem, tuple(articles(file)))
    if files:
        return
    if DERIVED.exists():
        pairs = tuple(msgspec.convert(one, Pair) for one in lines(DERIVED / "pairs.jsonl.gz"))
        yield Stream("derived", tuple(articles(DERIVED / "docs.jsonl.gz")), pairs)
    if REUTERS.exists():
        yield Stream("reuters half", tuple(articles(REUTERS / "stream.jsonl.gz")))


def articles(file: Path) -> Iterator[Article]:
    for line in lines(file):
        yield msgspec.convert({key: line[key] for key in line if line[key] is not None}, Article)


def lines(file: Path) -> Iterator[dict[str, Any]]:
    content = file.read_bytes()
    for line in (gzip.decompress(content) if file.suffix == ".gz" else content).splitlines():
        yield json.loads(line)


def scored(stream: Stream, said: Mapping[str, Said]) -> Score:
    """Precision and recall: of pairs where there are any, else of the articles' own gold."""
    return of_pairs(stream.pairs, said) if stream.pairs else of_articles(stream.articles, said)


def of_pairs(pairs: Sequence[Pair], said: Mapping[str, Said]) -> Score:
    """A pair is recognised when both are of one story; the later of the two is the copy."""
    flagged, all_of = Counter[str](), Counter[str]()
    for pair in pairs:
        one, other = said[pair.a], said[pair.b]
        together = one.story == other.story and (one.copy or other.copy)
        for name in (pair.label, pair.kind):
            all_of[name] += 1
            flagged[name] += together
    right, wrong = flagged["dup"], flagged["neg"]
    kinds = {kind: flagged[kind] / number for kind, number in all_of.items()}
    return Score(right / max(1, right + wrong), right / max(1, all_of["dup"]), kinds)


def of_articles(articles: Sequence[Article], said: Mapping[str, Said]) -> Score:
    flagged, all_of = Counter[str](), Counter[str]()
    for article in articles:
        all_of[article.gold] += 1
        flagged[article.gold] += said[article.id].copy
    right, wrong = flagged["dup"], flagged["new"]
    new = max(1, all_of["new"])
    return Score(
        right / max(1, right + wrong), right / max(1, all_of["dup"]), false_copies=wrong / new
    )
