"""Words that speak for a topic only side by side, and words beside which others do not.

`ofensiv* + armata | militar*^2`: one word of each group within twelve words, whatever the order.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from streams.letters import Page
from streams.lexicon import Hit
from streams.terms import BadTerm, Term, term, weight

NEAR = 12  # words: a sentence, about
WEIGHTED = re.compile(r"^(?P<words>[^^]+?)\s*(?:\^\s*(?P<weight>\S+))?$")
FEWEST, MOST = 2, 4  # groups


class Together(msgspec.Struct, frozen=True):
    """Groups of terms, one of each of which must be near."""

    text: str  # as written, without the weight
    groups: tuple[tuple[Term, ...], ...]


def together(written: str, language: str) -> Together:
    """One combination in the syntax above. Its terms share the weight. Raises BadTerm."""
    found = WEIGHTED.match(written.strip())
    groups = [group.strip() for group in found["words"].split("+")] if found else []
    if not found or not FEWEST <= len(groups) <= MOST or not all(groups):
        raise BadTerm(f"{written.strip()!r} is no combination: word + word | word, then ^weight")
    share = weight(found["weight"]) / len(groups)
    return Together(
        found["words"].strip(),
        tuple(
            tuple(
                msgspec.structs.replace(term(one, language), weight=share)
                for one in group.split("|")
            )
            for group in groups
        ),
    )


def counted(hits: Iterable[Hit], page: Page) -> list[Hit]:
    """The words of topics that count: combinations that are whole, nothing beside an exclusion."""
    topics, parts, excluded = sorted_out(hits)
    whole = [hit for hit in parts if is_whole(hit, parts, page)]
    if not excluded:
        return topics + whole
    return [
        hit
        for hit in topics + whole
        if not any(are_near(hit, no, page) for no in excluded.get(hit.entry.tag, ()))
    ]


def sorted_out(hits: Iterable[Hit]) -> tuple[list[Hit], list[Hit], dict[str, list[Hit]]]:
    """Plain words, parts of combinations, and exclusions by their topic."""
    topics: list[Hit] = []
    parts: list[Hit] = []
    excluded: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.entry.kind == "exclusion":
            excluded[hit.entry.tag].append(hit)
        elif hit.entry.kind == "topic":
            (parts if hit.entry.groups else topics).append(hit)
    return topics, parts, excluded


def is_whole(hit: Hit, parts: list[Hit], page: Page) -> bool:
    """Whether a word of every other group of its combination is near."""
    beside = {
        other.entry.group
        for other in parts
        if other.entry.rule == hit.entry.rule and are_near(hit, other, page)
    }
    return len(beside) == hit.entry.groups


def are_near(one: Hit, other: Hit, page: Page) -> bool:
    first, second = (one, other) if one.start <= other.start else (other, one)
    return len(page.plain[first.end + 1 : second.start + 1].split()) < NEAR
