"""page, names, countries → what a place is judged by: all that is known of the page."""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import NamedTuple

from streams.knowledge import Knowledge
from streams.letters import Page
from streams.names import Name
from streams.towns import PlaceHit

SPACE = re.compile(" ")
GENITIVE = re.compile(r"['’]s$")
AND = re.compile(r" (?:and|et|und|y|și|si|e|i|та|и|і|ve|és) ")


class Surroundings(NamedTuple):
    """What else is known of a page when its places are judged."""

    page: Page
    names: Sequence[Name]  # of the models, in the order of the text
    countries: Collection[str]  # named in the text
    known: Knowledge
    surnames: Collection[str] = ()  # what the names of people end with, from its second word on
    sport: bool = False  # it is about sport: there a town's name alone is a club's


def surroundings(
    page: Page,
    names: Sequence[Name],
    countries: Collection[str],
    known: Knowledge,
    *,
    sport: bool = False,
) -> Surroundings:
    people = (part for name in names if name.kind == "PER" for part in AND.split(name.name))
    called = (GENITIVE.sub("", part) for part in people)
    ends = {name[space.end() :] for name in called for space in SPACE.finditer(name)}
    return Surroundings(page, names, countries, known, ends, sport)


def covering(hit: PlaceHit, names: Sequence[Name]) -> Name | None:
    """The model's name that shares letters with the place, if any does."""
    at = bisect_right(names, hit.start, key=lambda name: name.end)
    for name in names[at : at + 2]:
        if name.start < hit.end and hit.start < name.end:
            return name
    return None


def is_near(hit: PlaceHit, around: Surroundings) -> bool:
    """Whether the text names the country of a town that is called so."""
    return any(town.country in around.countries for town in hit.towns)
