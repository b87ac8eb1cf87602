"""names of places found → which of them are places here, and which town of that name is meant."""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from streams.compounds import NOUNS_LARGE, goes_on, is_half, is_joined, stands_beside
from streams.gazetteer import Town
from streams.knowledge import Knowledge
from streams.letters import Page
from streams.names import Name
from streams.towns import PlaceHit, plain_word

LARGE = 100  # thousand inhabitants from which a name needs no name model beside it
GREAT = 300  # from which it stands against a model that takes it for a person
SPACE = re.compile(" ")
OWN_NAMES = frozenset({"de", "en"})  # languages whose names of towns the models know well
RULES_ALONE = ("guvern", "gouvern", "govern", "goviern", "regierung", "parlament", "parliament")
AND = re.compile(r" (?:and|et|und|y|și|si|e|i|та|и|і|ve|és) ")

Verdict = Literal["place", "sign", "no"]  # sign: inside another name; it speaks for its country


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
    people = (name.name for name in names if name.kind == "PER")
    ends = {name[space.end() :] for name in people for space in SPACE.finditer(name)}
    return Surroundings(page, names, countries, known, ends, sport)


def verdict(hit: PlaceHit, around: Surroundings) -> Verdict:
    """Whether a place stands here, or a person, a company, or a common word that is called so."""
    name = covering(hit, around.names)
    if told := outright(hit, name, around):
        return told
    if goes_on(hit, around.page) or is_surname(hit, name, around) or is_chance(hit, name, around):
        return "no"
    if name is None:
        return without_name(hit, around)
    whole = name.start >= hit.start and name.end <= hit.end
    return inside_name(hit, name, around) if not whole else as_a_name(hit, name, around)


def outright(hit: PlaceHit, name: Name | None, around: Surroundings) -> Verdict | None:
    """What the words beside the name say, whatever it is called like; nothing in most cases."""
    if hit.sort == "part":
        longer = name is not None and name.kind == "LOC" and name.start < hit.start
        return "sign" if longer else "place"
    if hit.told:
        return "place"
    if hit.inside or is_club(hit, around) or is_joined(hit, around.page, around.known.gazetteer):
        return "sign" if hit.towns and not hit.doubtful else "no"
    return "place" if is_seat(hit, name, around) else None


def as_a_name(hit: PlaceHit, name: Name, around: Surroundings) -> Verdict:
    """The model sees this very name, and calls it a place, a body or a person.

    A body called like a town is most often a club: then the town must be near or led to.
    """
    if name.kind == "LOC":
        return "place"
    if not hit.towns or hit.doubtful:
        return "no"
    if name.kind == "ORG":
        near = hit.led or is_near(hit, around)
        return "place" if near and not beside_a_name(hit, around) else "sign"
    return "place" if is_sure(hit, around) else "no"


def is_club(hit: PlaceHit, around: Surroundings) -> bool:
    """`Leeds stay bottom`: in an article about sport that leads to no town."""
    return around.sport and not hit.led


def is_seat(hit: PlaceHit, name: Name | None, around: Surroundings) -> bool:
    """`Washington and Paris agree`: a town that news names for the government in it."""
    if not hit.seat or hit.name in around.surnames or beside_a_name(hit, around):
        return False
    return name is None or (name.start == hit.start and name.end == hit.end) or and_others(name)


def and_others(name: Name) -> bool:
    """`París y Berlín`, taken for one name."""
    return bool(AND.search(name.letters))


def is_chance(hit: PlaceHit, name: Name | None, around: Surroundings) -> bool:
    """`Pragul`, `Nici`, `Halep`: a word or a surname, and somewhere a town is called like it, too.

    Nothing else in the text speaks for the town: neither its country nor a preposition.
    """
    word, known = plain_word(hit.name), around.known
    written = plain_word(around.page.text[hit.start : hit.end])
    if written != word and written in known.surnames:
        return True  # Ferrari, as a form of Ferrara
    near = is_near(hit, around) and around.page.language not in NOUNS_LARGE
    if not hit.towns or near:
        return False
    if any(plain_word(town.name) == word and town.thousands >= LARGE for town in hit.towns):
        return False
    if written in known.models.common or is_foreign(hit, name, around):
        return True
    if hit.led or (hit.towns[0].capital and (name is None or name.kind != "PER")):
        return False
    named = word in known.surnames or word in known.first_names
    return named or not is_exonym(hit.towns[0], name)


def is_foreign(hit: PlaceHit, name: Name | None, around: Surroundings) -> bool:
    """`Kair`, `das Kilo`: a name that other languages may have for Cairo or Kiel, but not this."""
    seen = name is not None and name.kind == "LOC"
    return around.page.language in OWN_NAMES and not (seen or hit.led)


def is_near(hit: PlaceHit, around: Surroundings) -> bool:
    """Whether the text names the country of a town that is called so."""
    return any(town.country in around.countries for town in hit.towns)


def is_exonym(town: Town, name: Name | None) -> bool:
    """`Barcelone`, `Torino`: other languages have names of their own for great towns."""
    return name is not None and name.kind == "LOC" and town.thousands >= GREAT


def is_sure(hit: PlaceHit, around: Surroundings) -> bool:
    """A large town that a preposition leads to, or a great one that is nobody's first name."""
    thousands = hit.towns[0].thousands
    first_name = plain_word(hit.name) in around.known.first_names
    return thousands >= LARGE if hit.led else thousands >= GREAT and not first_name


def inside_name(hit: PlaceHit, name: Name, around: Surroundings) -> Verdict:
    """`Universitatea din Cluj`, `Timișoara-Arad`, `Washington, D.C.`"""
    if name.kind == "PER" or not hit.towns or (hit.doubtful and not ends_with(hit, name)):
        return "no"
    return "place" if is_listed(hit, name, around) or ends_with(hit, name) else "sign"


def is_listed(hit: PlaceHit, name: Name, around: Surroundings) -> bool:
    """`Timișoara-Arad`, not `Bergen-Belsen`"""
    beside = around.page.text[hit.start - 1 : hit.start] + around.page.text[hit.end : hit.end + 1]
    if name.kind != "LOC" or not any(sign in beside for sign in "-–,/"):
        return False
    return not is_half(hit, around.page, around.known.gazetteer)


def ends_with(hit: PlaceHit, name: Name) -> bool:
    """`puerto de Santander`, `Guvernul de la Chișinău`: a place there, or who rules there."""
    rules = plain_word(name.letters).startswith(RULES_ALONE)
    return hit.led and hit.end == name.end and (name.kind == "LOC" or rules)


def is_surname(hit: PlaceHit, name: Name | None, around: Surroundings) -> bool:
    """Somebody in the text is called so: `Thomas Edison`, later `Edison`."""
    sure = name is not None and name.kind == "LOC" and hit.led
    return not sure and hit.name in around.surnames


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
    return "place" if is_near(hit, around) or is_sure(hit, around) else "no"


def beside_a_name(hit: PlaceHit, around: Surroundings) -> bool:
    """`Paris Hilton`, `Jack London`: it is a part of what somebody or something is called."""
    half = is_half(hit, around.page, around.known.gazetteer)
    return half or stands_beside(hit, around.page, around.known.first_names)
