"""python -m tests.benchmarks.desks [DESKS]: CPU of matching an article with all desks at once.

Beside it, in the same run, the linear way: one desk after the other, each with its own index. Both
must find the same desks. Articles: ../shared/data/ro-articles where they are, else the newsroom's.
"""

import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Sequence

from config import taxonomy
from config.codes import countries
from config.desks import Desk, Filter
from config.records import ResolvedArticle, TaggedArticle
from config.taxonomy import ancestors
from streams.matching import DeskIndex, facts_of
from streams.tag import tagged_article
from tests.conftest import SHARED
from tests.streams.tagging import an_article, newsroom, shipped

ARTICLES = SHARED / "data" / "ro-articles" / "items.jsonl.gz"
MUST_MS = 1.0
MOST = 200  # articles
ROUNDS = 3  # the best of them counts: the machine is shared
Way = Callable[[TaggedArticle], set[str]]


def main(count: int) -> None:
    articles = [tagged_article(article, shipped()) for article in sample()]
    desks = invented(count, articles)
    index = DeskIndex(desks, ancestors)
    singles = [DeskIndex((desk,), ancestors) for desk in desks]

    def at_once(article: TaggedArticle) -> set[str]:
        return {desk.name for desk in index.wanting(facts_of(article))}

    def linear(article: TaggedArticle) -> set[str]:
        facts = facts_of(article)
        return {desk.name for single in singles for desk in single.wanting(facts)}

    found = [at_once(article) for article in articles]
    assert found == [linear(article) for article in articles[: len(found)]]
    reached = sum(map(len, found)) / len(found)
    length = sum(len(article.text) for article in articles) / len(articles)
    print(f"{len(articles)} articles of {length:.0f} characters, {count} desks, "  # noqa: T201
          f"{reached:.1f} of them reached by an article")  # fmt: skip
    ours, peer = cost(at_once, articles), cost(linear, articles[:20])
    print(f"{'':16}{'mean ms':>10}{'p99 ms':>10}{'must':>8}")  # noqa: T201
    print(f"{'all at once':16}{ours[0]:10.3f}{ours[1]:10.3f}{MUST_MS:8.1f}")  # noqa: T201
    print(f"{'one by one':16}{peer[0]:10.3f}{peer[1]:10.3f}")  # noqa: T201
    print(f"one by one / all at once: {peer[0] / ours[0]:.0f}")  # noqa: T201


def sample() -> list[ResolvedArticle]:
    """Articles as they come from dedup."""
    if not ARTICLES.exists():
        return list(newsroom())[:MOST]
    with gzip.open(ARTICLES, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for _, line in zip(range(MOST), file, strict=False)]
    return [an_article(row["title"], "\n\n".join(row["paragraphs"])) for row in rows]


def invented(count: int, articles: Sequence[TaggedArticle]) -> list[Desk]:
    """Desks as a large newsroom might have them; words and names are those of the articles."""
    draw = random.Random(1)
    words = sorted({word for one in articles for word in one.text.split() if len(word) > 6})
    codes = [code for code in taxonomy.topics() if taxonomy.is_assignable(code)]
    nations = sorted(countries())

    def some(values: Sequence[str], share: float, most: int) -> tuple[str, ...]:
        return (
            tuple(draw.sample(values, draw.randint(1, min(most, len(values)))))
            if draw.random() < share
            else ()
        )

    return [
        Desk(
            name=f"d{number}", label=str(number), subjects=some(codes, 0.6, 5),
            countries=some(nations, 0.5, 5), languages=some(("ro", "en", "fr"), 0.3, 2),
            words=some(words, 0.5, 12), entities=some(words, 0.1, 5),
            unwanted=Filter(words=some(words, 0.9, 5)) if draw.random() < 0.3 else None,
        )
        for number in range(count)
    ]  # fmt: skip


def cost(way: Way, articles: Sequence[TaggedArticle]) -> tuple[float, float]:
    """Mean and 99th percentile, in ms of CPU, of the best round."""
    rounds = []
    for _ in range(ROUNDS):
        times = sorted(timed(way, article) for article in articles)
        rounds.append((sum(times) / len(times), times[int(0.99 * (len(times) - 1))]))
    return min(rounds)


def timed(way: Way, article: TaggedArticle) -> float:
    began = time.process_time()
    way(article)
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
