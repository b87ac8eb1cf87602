"""Words found → countries: the ones it is about, the ones it touches, the ones it mentions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from config.published import Place
from streams.agencyrules import ENTITY
from streams.letters import Page, plain
from streams.lexicon import Hit, Kind, longest
from streams.marks import Mark
from streams.placerules import NOWHERE
from streams.rules import Rules
from streams.townrules import TownRules

WEIGHTS: dict[Kind, float] = {"country": 1.0, "demonym": 1.0, "doubtful": 1.0, "sign": 0.5}
HEADLINE = 3.0  # times as much: a country there is what it is about
ENOUGH = 1.0  # one name, or two signs
PRIMARY = 0.35  # share of all weights; two of three countries can have it, not three
SECONDARY = 0.25
REACH = 40  # characters in which the word before a name stands
NEXT = re.compile(r" ([^\W\d_])[^\W\d_]{2}")  # the first letter of a word behind a name
LONG = 3  # letters that make a capitalised word a name's first half: `Michael Jordan`


class Sign(NamedTuple):
    """A town, or what else speaks for a country without being called so."""

    country: str
    mark: Mark


def countries(
    hits: Iterable[Hit], page: Page, rules: Rules, signs: Sequence[Sign] = ()
) -> list[tuple[Place, tuple[Mark, ...]]]:
    """The countries of a page, the strongest first; of equals, the one named first."""
    by_country: dict[str, list[Mark]] = defaultdict(list)
    said = (Sign(hit.entry.tag, mark(hit)) for hit in hits)
    for sign in sorted((*said, *signs), key=lambda sign: (sign.mark.start, sign.mark.rule)):
        by_country[sign.country].append(sign.mark)
    by_country.pop(NOWHERE, None)
    weights = {code: weight(held, page) for code, held in by_country.items()}
    whole = sum(weights.values())
    ranked = sorted(by_country, key=lambda code: (-weights[code], by_country[code][0].start))
    return [
        (place(code, weights[code] / whole, page.language, rules), tuple(by_country[code]))
        for code in ranked
        if weights[code] >= ENOUGH
    ]


def country_hits(hits: Iterable[Hit], page: Page, rules: TownRules) -> list[Hit]:
    """What speaks for a country, the longest of what overlaps; names of nowhere are among them."""
    return [
        hit
        for hit in longest(hit for hit in hits if hit.entry.kind in WEIGHTS)
        if not is_another_name(hit, page, rules)
    ]


def is_another_name(hit: Hit, page: Page, rules: TownRules) -> bool:
    """`cartierul Gaza`, `Michael Jordan`, `Chad Wolf`: named like a country, or after it."""
    last = word_before(page.text, hit.start)
    if plain(last).strip() in rules.parts:
        return True
    if hit.entry.kind != "doubtful":
        return False
    behind = NEXT.match(page.text, hit.end)
    first_half = len(last) >= LONG and last[0].isupper() and last.isalpha()
    return first_half or (behind is not None and behind[1].isupper())


def word_before(text: str, start: int) -> str:
    """The word that stands one space before; nothing behind a comma or at a line's beginning."""
    before = text[max(0, start - REACH) : start]
    return before[:-1].rpartition(" ")[2].rpartition("\n")[2] if before.endswith(" ") else ""


def mark(hit: Hit) -> Mark:
    return Mark(hit.entry.rule, hit.start, hit.end, WEIGHTS[hit.entry.kind])


def weight(marks: Iterable[Mark], page: Page) -> float:
    return sum(one.weight * (HEADLINE if one.start < len(page.title) else 1.0) for one in marks)


def place(code: str, share: float, language: str, rules: Rules) -> Place:
    names = rules.names[code]
    wikidata = rules.wikidata.get(code)
    return Place(
        name=names.get(language) or names.get("en") or code,
        rel="primary" if share >= PRIMARY else "secondary" if share >= SECONDARY else "mention",
        literal=code,
        uri=f"{ENTITY}{wikidata}" if wikidata else None,
    )
