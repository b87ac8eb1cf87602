"""`python -m tests.benchmarks.names`: people, organisations and places named, and what it costs.

RONEC's validation sentences (the *named view*: spans without the small words at their edges): the
model alone, and what an article's evidence says. English sentences of our own, as encyclopedias
have them. Then milliseconds a 2,000 characters, warm, of all tagging on the labelled articles, the
time to load and the memory of the process.
"""

import gzip
import json
import re
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from deploy.tables.names import named, spans
from streams.rules import Rules, load_rules
from streams.tag import tagged_article
from tests.benchmarks.articles import articles
from tests.conftest import SHARED
from tests.streams.tagging import RULES, an_article

VALID = SHARED / "data" / "ro-ronec" / "valid.jsonl.gz"
ENGLISH = Path(__file__).parent / "labels" / "en_names.txt"
BRACKETS = re.compile(r"\[(PER|ORG|LOC) ([^]]+)\]")
TAGS = {"people": "PER", "organisations": "ORG", "places": "LOC"}
LONGEST = 8000  # characters that tagging reads
ROUNDS = 3  # the fastest counts: the others had to share the machine

Span = tuple[int, int, str]


def english() -> Iterator[tuple[str, frozenset[Span]]]:
    """Text and the names in it by their characters."""
    for line in ENGLISH.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, gold = "", set()
            for piece in re.split(r"(\[.+?\])", line):
                name = BRACKETS.fullmatch(piece)
                shown = name[2] if name else piece
                if name:
                    gold.add((len(text), len(text) + len(shown), name[1]))
                text += shown
            yield text, frozenset(gold)


@cache
def romanian() -> list[tuple[str, frozenset[Span]]]:
    """Text and the names in it by their characters."""
    read = []
    with gzip.open(VALID, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            words, text, places = row["tokens"], "", []
            for word, space in zip(words, row["space_after"], strict=True):
                places.append((len(text), len(text) + len(word)))
                text += word + " " * space
            gold = (
                (places[start][0], places[end - 1][1], kind)
                for start, end, kind in spans(named(words, row["ner_tags"]))
            )
            read.append((text, frozenset(gold)))
    return read


def by_model(rules: Rules) -> Iterator[tuple[set[Span], set[Span]]]:
    """Wanted and found, by words, as the training saw them."""
    model = rules.known.models.models["ro"]
    with gzip.open(VALID, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            [labels] = model.labelled([row["tokens"]])
            yield set(spans(named(row["tokens"], row["ner_tags"]))), set(spans(labels))


def by_evidence(
    rules: Rules, sentences: Iterable[tuple[str, frozenset[Span]]], language: str
) -> Iterator[tuple[set[Span], set[Span]]]:
    """Wanted and found, by characters, as a reader of the record sees them."""
    for text, wanted in sentences:
        made = tagged_article(an_article("", text, language), rules)
        found = {
            (proof.start, proof.end, TAGS[kind])
            for proof in made.evidence
            if (kind := proof.tag.split("/")[2]) in TAGS and any(map(str.isupper, proof.surface))
        }
        yield set(wanted), found


def f1(pairs: Iterable[tuple[set[Span], set[Span]]]) -> str:
    right = found = wanted = 0
    for gold, said in pairs:
        right, found, wanted = right + len(gold & said), found + len(said), wanted + len(gold)
    precision, recall = right / max(1, found), right / max(1, wanted)
    score = 2 * right / max(1, found + wanted)
    return f"F1 {score:.3f}   P {precision:.3f}   R {recall:.3f}"


def cost(rules: Rules) -> str:
    every = [
        an_article(title, text[:LONGEST], "ro" if id.startswith("article_") else "en")
        for id, (title, text) in articles().items()
    ]
    size = sum(len(one.title) + len(one.text) for one in every)
    timed = min((round_of(every, rules) for _ in range(ROUNDS)), key=sum)
    slow = sorted(timed)[int(0.99 * len(timed))]
    mean = sum(timed) / size * 2e6
    return f"{mean:.2f} ms a 2,000 characters, p99 of an article {slow * 1e3:.1f} ms"


def round_of(every: list, rules: Rules) -> list[float]:  # type: ignore[type-arg]  # of articles
    took = []
    for article in every:
        start = time.process_time()
        tagged_article(article, rules)
        took.append(time.process_time() - start)
    return took


def main() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    rules = load_rules(Path(sys.argv[1]) if len(sys.argv) > 1 else RULES)
    load = time.process_time() - start
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    show = print
    show(f"load {load:.2f} s, {memory:.0f} MB      must / aim: 3 s, 200 MB / 1 s, 120 MB")
    show(f"English, evidence     {f1(by_evidence(rules, english(), 'en'))}   must / aim .66 / .74")
    if not VALID.exists():
        show(f"{VALID.name} is not here: nothing to measure Romanian names on")
        return
    show(f"RONEC valid, model    {f1(by_model(rules))}   must / aim .79 / .84")
    show(f"RONEC valid, evidence {f1(by_evidence(rules, romanian(), 'ro'))}")
    show(f"all tagging, warm     {cost(rules)}   must / aim 3.0 / 2.0 ms, p99 10 / 5 ms")


if __name__ == "__main__":
    main()
