"""a place's name → whether it is something else here: a word, a surname, a club, a title."""

import re

from streams.compounds import NOUNS_LARGE
from streams.gazetteer import Town
from streams.letters import Page
from streams.names import Name
from streams.surroundings import Surroundings, is_near
from streams.towns import PlaceHit

LARGE = 100  # thousand inhabitants from which a name needs no name model beside it
GREAT = 300  # from which it stands against a model that takes it for a person
OWN_NAMES = frozenset({"de", "en"})  # languages whose names of towns the models know well
ARTICLED = frozenset({"ro"})  # no town has its article behind a preposition: `la Arad`, `Aradul`
SCORE = re.compile(r"(?<![\d.,:–-])\d ?[-–:] ?\d(?![\d.,:–-]*\d)")  # 2-1, 0 : 0; no time, no range
BESIDE = 25  # characters on each side in which a score stands
OPENS = frozenset("\"“„«‘'")
CLOSES = re.compile(r"[,.]?[\"”“»’'](?!\w)")


def is_title(hit: PlaceHit, page: Page) -> bool:
    """`the television show “Nashville,”`: alone between quotation marks."""
    return page.text[hit.start - 1 : hit.start] in OPENS and bool(CLOSES.match(page.text, hit.end))


def is_club(hit: PlaceHit, around: Surroundings) -> bool:
    """`Leeds stay bottom`, `Lille won 2-1`: about sport, or beside a score, and not led to."""
    if hit.led:
        return False
    text = around.page.text
    return around.sport or bool(SCORE.search(text, max(0, hit.start - BESIDE), hit.end + BESIDE))


def is_surname(hit: PlaceHit, name: Name | None, around: Surroundings) -> bool:
    """Somebody in the text is called so: `Thomas Edison`, later `Edison`."""
    sure = name is not None and name.kind == "LOC" and hit.led
    return not sure and hit.name in around.surnames


def is_chance(hit: PlaceHit, name: Name | None, around: Surroundings) -> bool:
    """`Pragul`, `Nici`, `Halep`: a word or a surname, and somewhere a town is called like it, too.

    Nothing else in the text speaks for the town: neither its country nor a preposition.
    """
    word, written, known = hit.plain, hit.written, around.known
    if is_form(hit) and written in known.surnames:
        return True  # Ferrari, as a form of Ferrara
    near = is_near(hit, around) and around.page.language not in NOUNS_LARGE
    if not hit.towns or near:
        return False
    if any(town.own == word and town.thousands >= LARGE for town in hit.towns):
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


def is_exonym(town: Town, name: Name | None) -> bool:
    """`Barcelone`, `Torino`: other languages have names of their own for great towns."""
    return name is not None and name.kind == "LOC" and town.thousands >= GREAT


def is_noun(hit: PlaceHit, around: Surroundings) -> bool:
    """`la Raliul`, `Länder`, `Mobil`, `York said`: a word, or a surname that nothing leads to."""
    language, town = around.page.language, hit.towns[0]
    own = town.own == hit.plain
    if hit.led:
        return language in ARTICLED and is_form(hit)
    if language in NOUNS_LARGE:
        return not own or town.thousands < GREAT
    if language in OWN_NAMES and not own:
        return True
    return town.thousands < GREAT and not town.capital and hit.plain in around.known.surnames


def is_bent(hit: PlaceHit) -> bool:
    """A form of what other languages call a town: not the town's own name."""
    return is_form(hit) and all(town.own != hit.plain for town in hit.towns)


def is_form(hit: PlaceHit) -> bool:
    """`Parisului`: not as it stands alone."""
    return hit.written != hit.plain
