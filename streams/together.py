"""Words that speak for a topic only side by side, and words beside which others do not.

`ofensiv* + armata | militar*^2`: one word of each group within twelve words, whatever the order.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

import msgspec

from streams.letters import Page
from streams.lexicon import Hit
from streams.terms import BadTerm, Term, term, weight

NEAR = 12  # words: a sentence, about
WORD = re.compile(r"\S+")
Key = TypeVar("Key", bound=Hashable)
Group = tuple[str, int]  # a combination's rule, and which of its groups
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
    if not parts and not excluded:
        return topics
    starts = [word.start() - 1 for word in WORD.finditer(page.plain)]
    groups = apart(parts, starts, lambda hit: (hit.entry.rule, hit.entry.group))
    silent = apart(excluded, starts, lambda hit: hit.entry.tag)
    return [
        hit
        for hit in topics + [hit for hit in parts if is_whole(hit, groups)]
        if hit.entry.tag not in silent or not silent[hit.entry.tag].has_near(hit)
    ]


def sorted_out(hits: Iterable[Hit]) -> tuple[list[Hit], list[Hit], list[Hit]]:
    """Plain words, parts of combinations, and exclusions."""
    topics: list[Hit] = []
    parts: list[Hit] = []
    excluded: list[Hit] = []
    for hit in hits:
        if hit.entry.kind == "exclusion":
            excluded.append(hit)
        elif hit.entry.kind == "topic":
            (parts if hit.entry.groups else topics).append(hit)
    return topics, parts, excluded


def apart(
    hits: Iterable[Hit], words: Sequence[int], key: Callable[[Hit], Key]
) -> dict[Key, "Nearness"]:
    """Those of each key for themselves."""
    held: dict[Key, list[Hit]] = defaultdict(list)
    for hit in hits:
        held[key(hit)].append(hit)
    return {one: Nearness(same, words) for one, same in held.items()}


class Nearness:
    """Hits in the order of the text, asked which others stand near one: two look-ups each."""

    def __init__(self, hits: Sequence[Hit], words: Sequence[int]) -> None:
        """`words` are the places in the text where its words begin."""
        self._words = words
        self._starts = [hit.start for hit in hits]
        self._firsts = [bisect_left(words, hit.start) for hit in hits]
        self._furthest = list(accumulate((bisect_left(words, hit.end) for hit in hits), max))

    def has_near(self, hit: Hit) -> bool:
        """Whether fewer than NEAR words lie between it and the nearest on either side."""
        at = bisect_left(self._starts, hit.start)
        if at < len(self._starts):
            behind = self._firsts[at] - bisect_left(self._words, hit.end)
            if behind < NEAR:
                return True
        return at > 0 and bisect_left(self._words, hit.start) - self._furthest[at - 1] < NEAR


def is_whole(hit: Hit, groups: Mapping[Group, Nearness]) -> bool:
    """Whether a word of every other group of its combination is near."""
    others = ((hit.entry.rule, group) for group in range(hit.entry.groups))
    return all(group in groups and groups[group].has_near(hit) for group in others)
