"""`python -m tests.benchmarks.agencies`: whose news it is, against sentences and articles."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streams.rules import Rules, load_rules
from streams.tag import tagged_article
from tests.benchmarks.articles import articles
from tests.streams.tagging import RULES, an_article

LABELS = Path(__file__).parent / "labels"
ENGLISH = "en"  # of the labelled pages; the Romanian ones bear `article_`


class Case(NamedTuple):
    language: str
    title: str
    text: str
    wanted: set[str]
    maybe: set[str]


class Count(NamedTuple):
    right: int
    wrong: int
    missed: int


def rows(name: str) -> Iterator[list[str]]:
    lines = (LABELS / name).read_text(encoding="utf-8").splitlines()
    content = [line for line in lines if line[:1] != "#"]
    yield from csv.reader(content[1:], delimiter="\t", quoting=csv.QUOTE_NONE)


def sentences() -> Iterator[Case]:
    for language, wanted, text in rows("agency_sentences.tsv"):
        yield Case(language, "", text, set(filter(None, wanted.split(";"))), set())


def labelled() -> Iterator[Case]:
    """Every article of the sets: those without a label have no agency."""
    labels = {id: (wanted, maybe) for id, wanted, maybe in rows("agencies.tsv")}
    for id, (title, text) in articles().items():
        wanted, maybe = (set(filter(None, c.split(";"))) for c in labels.get(id, ("", "")))
        language = "ro" if id.startswith("article_") else ENGLISH
        yield Case(language, title, text, wanted, maybe)


def found(case: Case, rules: Rules) -> set[str]:
    made = tagged_article(an_article(case.title, case.text, case.language), rules)
    return {agency.name for agency in made.agencies} - case.maybe


def counted(cases: list[Case], rules: Rules) -> Count:
    right = wrong = missed = 0
    for case in cases:
        said = found(case, rules)
        right += len(said & case.wanted)
        wrong += len(said - case.wanted)
        missed += len(case.wanted - said)
    return Count(right, wrong, missed)


def line(name: str, cases: list[Case], rules: Rules) -> str:
    right, wrong, missed = counted(cases, rules)
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return f"{name:10} {len(cases):5} texts   agencies P {precision:.3f} R {recall:.3f}"


def main() -> None:
    rules = load_rules(Path(sys.argv[1]) if len(sys.argv) > 1 else RULES)
    print(line("sentences", list(sentences()), rules))  # noqa: T201  a command
    print(line("articles", list(labelled()), rules))  # noqa: T201
    print("must / aim: P .98 / .995, R .95 / .98")  # noqa: T201


if __name__ == "__main__":
    main()
