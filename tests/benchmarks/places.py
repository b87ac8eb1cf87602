"""`python -m tests.benchmarks.places`: countries and towns found, against labels by item id."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streams.rules import Rules, load_rules
from streams.tag import tagged_article
from tests.benchmarks.articles import articles
from tests.streams.tagging import RULES, an_article

LABELS = Path(__file__).parent / "labels" / "places.tsv"
SENTENCES = Path(__file__).parent / "labels" / "town_sentences.tsv"
LARGE = 100  # thousand inhabitants: the towns that are counted
GEONAMES = "https://sws.geonames.org/"


class Label(NamedTuple):
    id: str
    language: str
    split: str
    cut: int
    countries: set[str]
    maybe_countries: set[str]
    towns: set[str]
    maybe_towns: set[str]


class Score(NamedTuple):
    """How one article came out."""

    f1: float  # of the set of countries
    found: set[str]  # towns, those that may be left out not counted
    wanted: set[str]
    countries: set[str]


def labels(path: Path = LABELS) -> Iterator[Label]:
    rows = (line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    for row in csv.reader(rows, delimiter="\t"):
        if row[0] != "id":
            countries, maybe, towns, maybe_towns = (set(cell.split()) for cell in row[4:8])
            yield Label(row[0], row[1], row[2], int(row[3]), countries, maybe, towns, maybe_towns)


def score(label: Label, rules: Rules) -> Score:
    title, text = articles()[label.id]
    made = tagged_article(an_article(title, text[: label.cut], label.language), rules)
    found = {place.literal for place in made.places if place.literal} - label.maybe_countries
    known = rules.known.gazetteer.all()
    large = {str(town.id) for town in known if town.thousands >= LARGE}
    towns = {
        (place.uri or "").removeprefix(GEONAMES).rstrip("/") for place in made.places
    } & large - label.maybe_towns  # fmt: skip
    if "*" in label.maybe_towns:
        towns &= label.towns
    return Score(set_f1(found, label.countries), towns, label.towns, found)


def set_f1(found: set[str], wanted: set[str]) -> float:
    if not found and not wanted:
        return 1.0
    return 2 * len(found & wanted) / (len(found) + len(wanted))


def table(scored: list[tuple[Label, Score]]) -> Iterator[str]:
    for split in ("tune", "held"):
        for language in ("ro", "en", ""):
            part = [
                one
                for label, one in scored
                if label.split == split and language in ("", label.language)
            ]
            mean = sum(one.f1 for one in part) / len(part)
            right = sum(len(one.found & one.wanted) for one in part)
            precision = right / max(1, sum(len(one.found) for one in part))
            recall = right / max(1, sum(len(one.wanted) for one in part))
            yield (
                f"{split} {language or 'all':4} {len(part):4} articles   countries F1 {mean:.3f}   "
                f"towns P {precision:.3f} R {recall:.3f}"
            )


def large_towns(rules: Rules) -> dict[str, str]:
    """Name and country of the towns that are counted, by URI."""
    return {
        f"{GEONAMES}{town.id}/": f"{town.name}/{town.country}"
        for town in rules.known.gazetteer.all()
        if town.thousands >= LARGE
    }


def sentence_rows(rules: Rules) -> Iterator[str]:
    """Our own sentences with what is called like a town, by language."""
    rows = (line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    known, counts = large_towns(rules), dict[str, list[int]]()
    for language, towns, text in csv.reader(list(rows)[1:], delimiter="\t"):
        made = tagged_article(an_article("", text, language), rules)
        found = {known[place.uri] for place in made.places if place.uri in known}
        wanted = set(filter(None, towns.split(";")))
        count = counts.setdefault(language, [0, 0, 0])
        for at, part in enumerate((found & wanted, found, wanted)):
            count[at] += len(part)
    for language, (right, found_, wanted_) in counts.items():
        yield f"own sentences {language}   towns P {right / found_:.3f} R {right / wanted_:.3f}"


def main() -> None:
    rules = load_rules(Path(sys.argv[1]) if len(sys.argv) > 1 else RULES)
    scored = [(label, score(label, rules)) for label in labels()]
    print("\n".join(table(scored)))  # noqa: T201  a command
    print("\n".join(sentence_rows(rules)))  # noqa: T201
    print("must / aim: countries F1 .92 / .97, towns P .90 / .95, R .75 / .85")  # noqa: T201


if __name__ == "__main__":
    main()
