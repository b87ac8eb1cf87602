"""`python -m tests.benchmarks.events`: do we group what tells of one event, and nothing else?

Romanian articles of ten days, all from one outlet, in order (ro-articles, which is not committed);
pairs labelled by hand beside this file, before the thresholds were chosen on them. In the same run:
what people would write otherwise, headlines that share half their words. Also times an article.
"""

import gzip
import itertools
import json
import sys
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from streams.events import MOST, Events
from streams.eventwords import words
from tests.conftest import SHARED

ARTICLES = SHARED / "data" / "ro-articles" / "items.jsonl.gz"
LABELS = Path(__file__).with_suffix(".tsv")
HALF = 0.5

Pairs = set[frozenset[str]]


class Article(NamedTuple):
    id: str
    title: str
    text: str
    at: float


def main() -> int:
    if not ARTICLES.exists():
        sys.stdout.write(f"{ARTICLES} is not here: nothing to measure\n")
        return 0
    articles, labels = list(read()), LABELS.read_text().splitlines()
    same, near = labelled(labels, "same"), labelled(labels, "near")
    began = time.process_time()
    ours = grouped(articles)
    each = (time.process_time() - began) / len(articles) * 1000
    tracemalloc.start()
    grouped(articles)
    most = tracemalloc.get_traced_memory()[1] / len(articles) / 1024
    tracemalloc.stop()
    sys.stdout.write(f"{len(articles)} articles, {len(same)} pairs of one event")
    sys.stdout.write(f"; {most:.0f} KB of memory each, at most {MOST} are kept\n")
    sys.stdout.write(
        "                   P      R    pairs   ms/article   (must .90/.70, aim .95/.85)\n"
    )
    for name, found, ms in (
        ("events", ours, each),
        ("half the headline", by_headline(articles), 0),
    ):
        right = len(found & same)
        precision = right / max(1, len(found & same) + len(found - same - near))
        row = f"{name:<17} {precision:5.3f}  {right / len(same):5.3f}  {len(found):5}"
        sys.stdout.write(f"{row}  {ms:9.2f}\n" if ms else f"{row}\n")
    return 0


def read() -> Iterator[Article]:
    """Each article once, as it was first published."""
    seen: set[str] = set()
    with gzip.open(ARTICLES, "rt", encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            id = item["id"].removeprefix("article_")
            if id not in seen:
                seen.add(id)
                at = datetime.fromisoformat(item["day"]).replace(tzinfo=UTC).timestamp()
                yield Article(id, item["title"], "\n\n".join(item["paragraphs"]), at)


def labelled(labels: Iterable[str], kind: str) -> Pairs:
    groups = (line.partition("\t")[2].split() for line in labels if line.startswith(f"{kind}\t"))
    return {pair for group in groups for pair in pairs(group)}


def pairs(group: Iterable[str]) -> Iterator[frozenset[str]]:
    return map(frozenset, itertools.combinations(group, 2))


def grouped(articles: Iterable[Article]) -> Pairs:
    events, members = Events(), dict[str, list[str]]()
    for one in articles:
        placed = events.place(one.id, one.title, one.text, one.at)
        members.setdefault(placed.event, []).append(one.id)
    return {pair for group in members.values() for pair in pairs(group)}


def by_headline(articles: Iterable[Article]) -> Pairs:
    heads = [(one.id, set(words(one.title).counts)) for one in articles]
    return {
        frozenset((a, b))
        for (a, first), (b, second) in itertools.combinations(heads, 2)
        if len(first & second) >= HALF * len(first | second) and first
    }


if __name__ == "__main__":
    sys.exit(main())
