"""page → every place where the name of a town, a county or a village stands, as text has it."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import msgspec

from streams.gazetteer import Gazetteer, Town
from streams.letters import Page, words
from streams.townrules import NONE, TownRules

LARGE = re.compile(r"[^\W\d_a-zàâăäáãåçéèêëíîïñóôöõșşțţúùûüа-яё]")  # no small letter, seen quickly
JOINTS = frozenset(" -'’‘`.ʼ–\u00a0")  # what may stand between the words of one name
PARTICLE = 3  # letters; longer words of a name begin with a capital: `Rio de Janeiro`
LEAST = 3  # letters of a name
CACHED = 20_000  # names whose plain form is kept
MOST = 60  # letters of the longest one
MOST_HITS = 80  # that are looked at: of 844 articles none has more than 75; more are a list
CHAIN = re.compile(r"(\w+)\s+(?:[^\W\d_][\w-]*(?:\s*,\s*|\s+(?:și|si|and)\s+))*$")
LINK = re.compile(r", | (?:și|si|and|et|und|y|e|i|и|та|ve|és) ")  # `la Paris, Roma și Viena`
DATELINE = re.compile(r", [^\W\d_a-z]|, \d| ?(?:[–—(]|--?\s)|\n")
DASHED = re.compile(r" ?(?:[–—]|--? )| \([A-Z]")  # `VIENNA —`, `Boston (AP)`
PASSED = frozenset({"", "d", "de", "del", "des", "din", "du", "l", "la", "of", "von"})
BASED = re.compile(r"-(?:area|based|born)\b")  # in English only of towns: `Paris-based`
BEFORE = frozenset({" ", "\u00a0", "'", "’"})  # stand between a name and the word before it
WORD_BEHIND = re.compile(r"(?:['’]s)? ([^\W\d_]+)")
NEAR = 40  # characters in which the word before a name stands
REACH = 90  # characters in which the word before a list of names stands

Sort = Literal["town", "county", "village", "part"]


class PlaceHit(msgspec.Struct, frozen=True):
    """The name of a place in a page. Offsets in the page's text."""

    sort: Sort
    start: int
    end: int
    name: str  # as the text has it, in its base form
    plain: str  # the same in plain letters
    written: str  # plain letters, too, but as it stands there: `parisului`
    towns: tuple[Town, ...] = ()  # the likeliest first
    doubtful: bool = False  # the name is a common word, too
    told: bool = False  # the word before says that it is a place
    seat: bool = False  # editors say that it stands for a government: `Moscow said`
    inside: bool = False  # of another name: `Duke of York`, `Riverside County`
    led: bool = False  # a preposition leads to it, or it opens the text: `CLEVELAND, Ohio —`


def place_hits(page: Page, gazetteer: Gazetteer, rules: TownRules = NONE) -> list[PlaceHit]:
    """The places named, in the order of the text; of two that overlap, the longer."""
    return Search(page, gazetteer, rules).hits()


class Search:
    """One page, one language's rules."""

    def __init__(self, page: Page, gazetteer: Gazetteer, rules: TownRules) -> None:
        self._page, self._gazetteer, self._rules = page, gazetteer, rules

    def hits(self) -> list[PlaceHit]:
        hits: list[PlaceHit] = []
        free, text, plain = 0, self._page.text, self._page.plain
        for letter in LARGE.finditer(text):
            start = letter.start()  # plain is one letter ahead of text
            if len(hits) == MOST_HITS:
                break
            if start < free or plain[start] != " " or text[start].islower():
                continue
            hit = self._hit_at(plain[start + 1 : plain.index(" ", start + 1)], start)
            if hit:
                led = bool(hits) and hits[-1].led and bool(LINK.fullmatch(text, free, hit.start))
                hits.append(msgspec.structs.replace(hit, led=True) if led else hit)
                free = hit.end
        return self._with_counties(hits)

    def _with_counties(self, hits: list[PlaceHit]) -> list[PlaceHit]:
        """`Vrancea, Iași, Vaslui și Galați`: in a list of counties no name is a town's."""
        if not any(hit.sort == "county" for hit in hits):
            return hits
        counties, known, text = set[int](), self._gazetteer.counties, self._page.text
        for one, other in (*pairwise(hits), *pairwise(reversed(hits))):
            between = sorted((one, other), key=lambda hit: hit.start)
            counted = one.sort == "county" or one.start in counties
            if counted and LINK.fullmatch(text, between[0].end, between[1].start):
                counties.add(other.start)
        return [
            msgspec.structs.replace(hit, sort="county", towns=())
            if hit.start in counties and hit.plain in known
            else hit
            for hit in hits
        ]

    def _hit_at(self, first: str, start: int) -> PlaceHit | None:
        """The longest name of a place that begins with this word, or has it as a form."""
        for size in range(self._gazetteer.longest(first), 0, -1):
            words = self._words(start, size) if size > 1 else [first]
            name = " ".join(words)
            end = start + len(name) if size == 1 else self._end(start, words)
            if len(name) >= LEAST and end and self._gazetteer.knows(name):
                return self._hit(name, name, (start, end), self._page.text[start:end])
        return self._bent(first, start)

    def _words(self, start: int, size: int) -> list[str]:
        return self._page.plain[start + 1 : start + 1 + MOST].split(None, size)[:size]

    def _end(self, start: int, words: list[str]) -> int:
        """Where these words end, or 0 where they are not written as one name."""
        plain, text, at = self._page.plain, self._page.text, start
        for place, word in enumerate(words):
            found = plain.find(word, at + 1) - 1
            joined = place == 0 or JOINTS.issuperset(text[at:found])
            if not joined or (text[found].islower() and len(word) > PARTICLE):
                return 0
            at = found + len(word)
        return at

    def _bent(self, word: str, start: int) -> PlaceHit | None:
        """`Bucureștiului`, `Москве`: a form of a town's name."""
        base = self._gazetteer.base(word, self._page.language) if len(word) > LEAST else None
        if base is None:
            return None
        end = start + len(word)
        surface = self._page.text[start + base.begins : end - base.ends]
        return self._hit(base.letters, word, (start, end), surface + base.end)

    def _hit(self, name: str, written: str, span: tuple[int, int], surface: str) -> PlaceHit:
        (start, end), before = span, self._before(span[0])
        towns = tuple(self._gazetteer.towns(name))
        return PlaceHit(
            self._sort(name, before, start),
            start,
            end,
            surface,
            name,
            written,
            towns,
            not self._rules.common.isdisjoint((name, written)) or is_acronym(surface, towns),
            before in self._rules.places or self._is_dateline(start, end) or self._is_based(end),
            bool(towns and towns[0].capital and name in self._rules.seats),
            self._is_inside(name, before, end),
            self._is_led(start, end),
        )

    def _sort(self, name: str, before: str, start: int) -> Sort:
        if before in self._rules.parts:
            return "part"
        if name in self._gazetteer.counties and (
            not self._gazetteer.is_town(name) or self._is_counted_county(start)
        ):
            return "county"
        return "town" if self._gazetteer.is_town(name) else "village"

    def _is_counted_county(self, start: int) -> bool:
        """`județul Cluj`, `județele Sibiu, Brașov și Alba`."""
        found = CHAIN.search(self._page.text, max(0, start - REACH), start)
        return found is not None and plain_word(found[1]) in self._rules.counties

    def _is_dateline(self, start: int, end: int) -> bool:
        """`VIENNA —` at the beginning: a town, whatever else is called so."""
        text = self._page.text
        return start == self._page.body_at and bool(DASHED.match(text, end))

    def _is_based(self, end: int) -> bool:
        return BASED.match(self._page.text, end) is not None

    def _is_led(self, start: int, end: int) -> bool:
        text = self._page.text
        opens = start <= self._page.body_at and bool(DATELINE.match(text, end))
        front = self._page.plain[max(0, start + 1 - REACH) : start].rpartition(" ")[2]
        return opens or (text[start - 1 : start] == " " and front in self._rules.before)

    def _before(self, start: int) -> str:
        """The plain word in front, in the same sentence; a particle is passed over."""
        between = self._page.text[max(0, start - 2) : start]
        if not between[:1].isalnum() or between[1:] not in BEFORE:
            return ""
        words = reversed(self._page.plain[max(0, start + 1 - NEAR) : start + 1].split())
        return next((word for word in words if word not in PASSED), "")

    def _is_inside(self, name: str, before: str, end: int) -> bool:
        rules = self._rules
        return before in rules.bodies or name in rules.others or self._behind(end) in rules.behind

    def _behind(self, end: int) -> str:
        """The plain word behind, in the same sentence; `’s` is passed over."""
        found = WORD_BEHIND.match(self._page.text, end)
        return plain_word(found[1]) if found else ""


def is_acronym(surface: str, towns: tuple[Town, ...]) -> bool:
    """`DACA` is not Dhaka, nor `ABA` the town of Aba; `CLEVELAND` is Cleveland."""
    if not surface.isupper() or not towns:
        return False
    return len(surface) <= LEAST or towns[0].own != plain_word(surface)


@lru_cache(CACHED)
def plain_word(text: str) -> str:
    return " ".join(words(text))
