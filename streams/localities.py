"""names of places found → which of them are places here, and which town of that name is meant."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from streams.gazetteer import Town
from streams.knowledge import Knowledge
from streams.letters import Page, words
from streams.names import Name
from streams.towns import PlaceHit

LARGE = 100  # thousand inhabitants from which a name needs no name model beside it
NAMESAKES = 12  # times as large: then even another country in the text does not make it the smaller
LONG = 3  # letters of a capitalised word that makes a neighbour part of another name

Verdict = Literal["place", "sign", "no"]  # sign: inside another name; it speaks for its country


class Surroundings(NamedTuple):
    """What else is known of a page when its places are judged."""

    page: Page
    names: Sequence[Name]  # of the models, in the order of the text
    countries: Collection[str]  # named in the text
    known: Knowledge


def verdict(hit: PlaceHit, around: Surroundings) -> Verdict:
    """Whether a place stands here, or a person, a company, or a common word that is called so."""
    name = covering(hit, around.names)
    if hit.sort == "part" or hit.told:
        return "place"
    if name is None:
        return without_name(hit, around)
    if name.kind == "PER":
        return "no"
    if name.kind == "LOC":
        return "place" if (name.start, name.end) == (hit.start, hit.end) else "sign"
    whole = name.start >= hit.start and name.end <= hit.end
    large = bool(hit.towns) and not hit.doubtful
    return "place" if whole and large else "sign" if large else "no"


def covering(hit: PlaceHit, names: Sequence[Name]) -> Name | None:
    """The model's name that shares letters with the place, if any does."""
    at = bisect_right(names, hit.start, key=lambda name: name.end)
    for name in names[at : at + 2]:
        if name.start < hit.end and hit.start < name.end:
            return name
    return None


def without_name(hit: PlaceHit, around: Surroundings) -> Verdict:
    """The models see no name there: it must be a large town, or one that the text leads to."""
    if hit.doubtful or beside_a_name(hit, around):
        return "no"
    if hit.sort == "county":
        return "place"
    if not hit.towns:
        return "no"
    large = hit.towns[0].thousands >= LARGE
    return "place" if large or any(town.country in around.countries for town in hit.towns) else "no"


def beside_a_name(hit: PlaceHit, around: Surroundings) -> bool:
    """`Paris Hilton`, `Jack London`: a capitalised word stands right before or behind."""
    text = around.page.text
    before = text[max(0, hit.start - 30) : hit.start]
    behind = text[hit.end : hit.end + 30]
    first = before[:-1].rpartition(" ")[2] if before.endswith(" ") else ""
    next_ = behind[1:].partition(" ")[0] if behind.startswith(" ") else ""
    named = "".join(words(first)) in around.known.first_names and first[:1].isupper()
    return named or any(
        len(word) > LONG and word[0].isupper() and word.isalpha() for word in (next_,)
    )


def meant(towns: Sequence[Town], countries: Collection[str]) -> Town:
    """Of namesakes the largest, or one of a country that the text names, if not much smaller."""
    first = towns[0]
    if first.country in countries:
        return first
    near = [
        town
        for town in towns
        if town.country in countries and NAMESAKES * town.thousands >= first.thousands
    ]
    return near[0] if near else first
