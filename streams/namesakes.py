"""a town's name and what stands around it → the town of that name that is meant, or none."""

import re
from collections.abc import Collection, Mapping, Sequence

import msgspec

from streams.gazetteer import Town
from streams.letters import Page
from streams.regions import CODES, SHARED, region_behind
from streams.towns import PlaceHit

NAMESAKES = 12  # times as large: then even another country in the text does not make it the smaller
NEAREST = 3  # times as large: then it is meant, though those who write so live elsewhere
HOMES: dict[str, frozenset[str]] = {  # where a language's readers think of a town first
    "ro": frozenset({"RO", "MD"}), "en": frozenset({"GB", "IE", "US"}),
    "fr": frozenset({"BE", "CH", "FR"}), "de": frozenset({"AT", "CH", "DE"}),
    "es": frozenset({"ES"}), "it": frozenset({"IT"}), "pt": frozenset({"BR", "PT"}),
    "hu": frozenset({"HU"}), "pl": frozenset({"PL"}), "ru": frozenset({"RU"}),
    "uk": frozenset({"UA"}), "bg": frozenset({"BG"}), "tr": frozenset({"TR"}),
}  # fmt: skip
LISTED = re.compile(r"((?:[^\W\d_a-z]\w+ )?[^\W\d_a-z]\w+),? (?:and |or |et |und |y |și |si )?$")
NEXT = re.compile(r",? (?:and|or|et|und|y|și) ((?:[^\W\d_a-z]\w+ )?[^\W\d_a-z]\w+)")
REACH = 40  # characters before a name in which a list's last element stands


def told_apart(hit: PlaceHit, page: Page, begins: Mapping[int, str]) -> PlaceHit | None:
    """The hit with the town that the words behind it name; none where they name another place.

    `begins` are the countries named in the page, by where their names begin.
    """
    if not hit.towns:
        return hit
    code, sure = region_behind(page.text, hit.end)
    if same := tuple(town for town in hit.towns if code and code in {town.country, town.region}):
        return msgspec.structs.replace(hit, towns=same, told=True)
    if (code and sure) or is_state(hit, page):
        return None
    country = begins.get(hit.end + len(", ")) if page.text[hit.end : hit.end + 2] == ", " else None
    if same := tuple(town for town in hit.towns if town.country == country):
        return msgspec.structs.replace(hit, towns=same)  # Tbilisi, Georgia
    return hit


def is_state(hit: PlaceHit, page: Page) -> bool:
    """`Oregon, Idaho and Washington`, `Washington and Nevada`: one of a list of states."""
    if page.text[hit.start : hit.end] not in SHARED:
        return False
    found = LISTED.search(page.text, max(0, hit.start - REACH), hit.start)
    behind = NEXT.match(page.text, hit.end)
    return any(one is not None and one[1] in CODES.keys() - SHARED for one in (found, behind))


def meant(towns: Sequence[Town], countries: Collection[str], language: str = "") -> Town:
    """Of namesakes the largest, or one of a country that the text names, if not much smaller."""
    first = towns[0]
    if first.country in countries:
        return first
    for near, times in ((countries, NAMESAKES), (HOMES.get(language, ()), NEAREST)):
        for town in towns:
            if town.country in near and times * town.thousands >= first.thousands:
                return town
    return first
