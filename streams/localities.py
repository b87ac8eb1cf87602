"""names of places found → which of them are places here, and which only speak for a country."""

from typing import Literal

from streams.compounds import goes_on, is_half, is_joined, stands_beside
from streams.gazetteer import Gazetteer
from streams.homonyms import (
    GREAT,
    LARGE,
    is_bent,
    is_chance,
    is_club,
    is_form,
    is_noun,
    is_surname,
    is_title,
)
from streams.names import Name
from streams.surroundings import AND, Surroundings, covering, is_near
from streams.towns import PlaceHit, plain_word

RULES_ALONE = (  # what rules or serves a whole town, and is nowhere else
    "guvern", "gouvern", "govern", "goviern", "regierung", "parlament", "parliament",
    "primari", "prefectur", "mairie", "ayuntamiento", "rathaus", "polit", "polic",
    "ambasad", "ambassad", "embass", "embajad", "botschaft",
)  # fmt: skip

Verdict = Literal["place", "sign", "no"]  # sign: inside another name; it speaks for its country


def verdict(hit: PlaceHit, around: Surroundings) -> Verdict:
    """Whether a place stands here, or a person, a company, or a common word that is called so."""
    name = covering(hit, around.names)
    if name and is_pair(name, around.known.gazetteer):
        name = None
    if told := outright(hit, name, around):
        return told
    if goes_on(hit, around.page) or is_surname(hit, name, around) or is_chance(hit, name, around):
        return "no"
    if name is None:
        return without_name(hit, around)
    whole = begins_with(hit, name, around) and ends_beside(hit, name, around)
    return inside_name(hit, name, around) if not whole else as_a_name(hit, name, around)


def is_pair(name: Name, gazetteer: Gazetteer) -> bool:
    """`París y Berlín`, taken for one name."""
    parts = AND.split(name.letters)
    return len(parts) > 1 and all(gazetteer.is_town(plain_word(part)) for part in parts)


def outright(hit: PlaceHit, name: Name | None, around: Surroundings) -> Verdict | None:
    """What the words beside the name say, whatever it is called like; nothing in most cases."""
    if hit.sort == "part":
        longer = name is not None and name.kind == "LOC" and name.start < hit.start
        return "sign" if longer else "place"
    if hit.told:
        return "place"
    if is_title(hit, around.page):
        return "no"
    if hit.inside or is_club(hit, around) or is_joined(hit, around.page, around.known.gazetteer):
        return "sign" if hit.towns and not hit.doubtful else "no"
    return "place" if is_seat(hit, name, around) else None


def is_seat(hit: PlaceHit, name: Name | None, around: Surroundings) -> bool:
    """`Washington and Paris agree`: a town that news names for the government in it."""
    if not hit.seat or hit.name in around.surnames or beside_a_name(hit, around):
        return False
    return name is None or (name.start == hit.start and name.end == hit.end)


def as_a_name(hit: PlaceHit, name: Name, around: Surroundings) -> Verdict:
    """The model sees this very name, and calls it a place, a body or a person.

    A body called like a town is most often a club: then the town must be near or led to.
    """
    if name.kind == "LOC":
        return "place"
    if not hit.towns or hit.doubtful:
        return "no"
    if name.kind == "ORG":
        near = not around.sport and (hit.led or is_near(hit, around))
        return "place" if near and not beside_a_name(hit, around) else "sign"
    return "place" if is_sure(hit, around) and (hit.led or not is_bent(hit)) else "no"


def begins_with(hit: PlaceHit, name: Name, around: Surroundings) -> bool:
    """Also `central Paris`: what stands before it in the model's name is no name."""
    return around.page.text[name.start : hit.start].islower() or name.start >= hit.start


def ends_beside(hit: PlaceHit, name: Name, around: Surroundings) -> bool:
    """Also `Washington D.C.`: behind it a full stop, at most."""
    return not around.page.text[hit.end : name.end].strip(".")


def is_sure(hit: PlaceHit, around: Surroundings) -> bool:
    """A large town that a preposition leads to, or a great one that is nobody's first name."""
    thousands = hit.towns[0].thousands
    first_name = hit.plain in around.known.first_names
    return thousands >= LARGE if hit.led else thousands >= GREAT and not first_name


def inside_name(hit: PlaceHit, name: Name, around: Surroundings) -> Verdict:
    """`Universitatea din Cluj`, `Timișoara-Arad`, `Washington, D.C.`"""
    if name.kind == "PER" or not hit.towns or (hit.doubtful and not ends_with(hit, name)):
        return "no"
    return "place" if is_listed(hit, name, around) or ends_with(hit, name) else "sign"


def is_listed(hit: PlaceHit, name: Name, around: Surroundings) -> bool:
    """`Timișoara-Arad`, not `Bergen-Belsen`"""
    beside = around.page.text[hit.start - 1 : hit.start] + around.page.text[hit.end : hit.end + 1]
    if name.kind != "LOC" or not any(sign in beside for sign in "-–,/") or is_form(hit):
        return False
    return not is_half(hit, around.page, around.known.gazetteer)


def ends_with(hit: PlaceHit, name: Name) -> bool:
    """`puerto de Santander`, `Guvernul de la Chișinău`: a place there, or who rules there."""
    rules = plain_word(name.letters).startswith(RULES_ALONE)
    return hit.led and hit.end == name.end and (name.kind == "LOC" or rules)


def without_name(hit: PlaceHit, around: Surroundings) -> Verdict:
    """The models see no name there: it must be a large town, or one that the text leads to."""
    if hit.doubtful or beside_a_name(hit, around):
        return "no"
    if hit.sort == "county":
        return "place"
    if not hit.towns or is_noun(hit, around):
        return "no"
    return "place" if is_near(hit, around) or is_sure(hit, around) else "no"


def beside_a_name(hit: PlaceHit, around: Surroundings) -> bool:
    """`Paris Hilton`, `Jack London`: it is a part of what somebody or something is called."""
    half = is_half(hit, around.page, around.known.gazetteer)
    return half or stands_beside(hit, around.page, around.known.first_names)
