"""`python -m tests.benchmarks.events`: do we group what tells of one event, and nothing else?

Stories that two or three outlets tell each in its own words, among look-alikes of the same days,
written for this (`tuned` while the weights were chosen, `held` looked at by its totals only), also
cut to 200 characters. Then ten days of one outlet (ro-articles, which is not committed), where the
labelled pairs are mostly sequels, retold. In the same run: what people would write otherwise,
headlines that share half their words. Also times an article.
"""

import gzip
import itertools
import json
import sys
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from streams.events import MOST, Events
from streams.eventwords import words
from tests.conftest import SHARED

ARTICLES = SHARED / "data" / "ro-articles" / "items.jsonl.gz"
LABELS = Path(__file__).with_suffix(".tsv")
STORIES = Path(__file__).with_name("events_told.tsv")
PARAGRAPH = "¶"  # between paragraphs there
LEAD_CHARS = 200  # of an item that has hardly more than a headline
HALF = 0.5

Pairs = AbstractSet[frozenset[str]]


class Article(NamedTuple):
    id: str
    title: str
    text: str
    at: float


def main() -> int:
    sys.stdout.write(
        "                            P      R    pairs   (must .90/.70, aim .95/.85)\n"
    )
    for kind in ("tuned", "held"):
        articles, same = stories(kind)
        report(f"stories, {kind}", grouped(articles), same)
        short = [one._replace(text=one.text[:LEAD_CHARS]) for one in articles]
        report(f"stories, {kind}, short", grouped(short), same)
        report("  half the headline", by_headline(articles), same)
    if ARTICLES.exists():
        one_outlet(list(read()), LABELS.read_text().splitlines())
    else:
        sys.stdout.write(f"{ARTICLES} is not here: nothing more to measure\n")
    return 0


def one_outlet(articles: list[Article], labels: list[str]) -> None:
    same, near = labelled(labels, "same"), labelled(labels, "near")
    began = time.process_time()
    ours = grouped(articles)
    each = (time.process_time() - began) / len(articles) * 1000
    tracemalloc.start()
    grouped(articles)
    most = tracemalloc.get_traced_memory()[1] / len(articles) / 1024
    tracemalloc.stop()
    report("one outlet, ten days", ours, same, near)
    report("  half the headline", by_headline(articles), same, near)
    sys.stdout.write(f"{len(articles)} articles: {each:.1f} ms and {most:.0f} KB of memory each")
    sys.stdout.write(f", at most {MOST} are kept\n")


def report(name: str, found: Pairs, same: Pairs, near: Pairs = frozenset()) -> None:
    right = len(found & same)
    precision = right / max(1, right + len(found - same - near))
    sys.stdout.write(f"{name:<26} {precision:5.3f}  {right / len(same):5.3f}  {len(found):5}\n")


def stories(kind: str) -> tuple[list[Article], Pairs]:
    """The stories of a kind in order of time, and the pairs of them that tell of one event."""
    articles, events = list[Article](), dict[str, list[str]]()
    for number, line in enumerate(STORIES.read_text().splitlines()):
        told, *rest = line.split("\t")
        if told == kind:
            event, hour, title, text = rest
            events.setdefault(event, []).append(str(number))
            body = text.replace(PARAGRAPH, "\n\n")
            articles.append(Article(str(number), title, body, float(hour) * 3600))
    articles.sort(key=lambda one: one.at)
    return articles, {pair for group in events.values() for pair in pairs(group)}


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
