"""page → every place where the name of a town, a county or a village stands, as text has it."""

import re
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec

from streams.endings import bases
from streams.gazetteer import Gazetteer, Town
from streams.letters import Page
from streams.townrules import NONE, TownRules

WORD = re.compile(r"\S+")
JOINTS = frozenset(" -'’‘`.ʼ–\u00a0")  # what may stand between the words of one name
PARTICLE = 3  # letters; longer words of a name begin with a capital: `Rio de Janeiro`
LEAST = 3  # letters of a name
CHAIN = re.compile(r"(\w+)\s+(?:[^\W\d_][\w-]*(?:\s*,\s*|\s+(?:și|si|and)\s+))*$")
REACH = 90  # characters in which the word before a list of names stands

Sort = Literal["town", "county", "village", "part"]


class Written(NamedTuple):
    """A word of the page: plain, and its offsets in the page's text."""

    plain: str
    start: int
    end: int


class PlaceHit(msgspec.Struct, frozen=True):
    """The name of a place in a page. Offsets in the page's text."""

    sort: Sort
    start: int
    end: int
    name: str  # as the text has it, in its base form
    towns: tuple[Town, ...] = ()  # the likeliest first
    doubtful: bool = False  # the name is a common word, too
    told: bool = False  # the word before says that it is a place


def place_hits(page: Page, gazetteer: Gazetteer, rules: TownRules = NONE) -> list[PlaceHit]:
    """The places named, in the order of the text; of two that overlap, the longer."""
    return Search(page, gazetteer, rules).hits()


class Search:
    """One page, one language's rules."""

    def __init__(self, page: Page, gazetteer: Gazetteer, rules: TownRules) -> None:
        self._page, self._gazetteer, self._rules = page, gazetteer, rules
        self._written = [
            Written(word.group(), word.start() - 1, word.end() - 1)
            for word in WORD.finditer(page.plain)
        ]

    def hits(self) -> list[PlaceHit]:
        hits, at, text = [], 0, self._page.text
        while at < len(self._written):
            word = self._written[at]
            size = 0
            if not text[word.start].islower() and word.plain[0].isalpha():
                size = self._size(at)
                hit = self._whole(at, size) if size else self._bent(at)
                if hit:
                    hits.append(hit)
            at += max(size, 1)
        return hits

    def _size(self, at: int) -> int:
        """The words of the longest name that begins here; 0 if none does."""
        longest = self._gazetteer.longest(self._written[at].plain)
        for size in range(min(longest, len(self._written) - at), 0, -1):
            words = self._written[at : at + size]
            name = " ".join(word.plain for word in words)
            if len(name) >= LEAST and self._gazetteer.knows(name) and self._is_one_name(words):
                return size
        return 0

    def _is_one_name(self, words: list[Written]) -> bool:
        text = self._page.text
        joined = all(
            JOINTS.issuperset(text[one.end : other.start]) for one, other in pairwise(words)
        )
        return joined and not any(
            text[word.start].islower() and len(word.plain) > PARTICLE for word in words
        )

    def _whole(self, at: int, size: int) -> PlaceHit | None:
        words = self._written[at : at + size]
        start, end = words[0].start, words[-1].end
        name = " ".join(word.plain for word in words)
        return self._hit(name, start, end, self._page.text[start:end])

    def _bent(self, at: int) -> PlaceHit | None:
        """`Bucureștiului`, `Москве`: a form of a town's name."""
        word, language = self._written[at], self._page.language
        for base in bases(word.plain, language):
            if self._gazetteer.is_town(base.letters) or base.letters in self._gazetteer.counties:
                surface = self._page.text[word.start + base.begins : word.end - base.ends]
                return self._hit(base.letters, word.start, word.end, surface + base.end)
        return None

    def _hit(self, name: str, start: int, end: int, surface: str) -> PlaceHit:
        before = self._before(start)
        towns = tuple(self._gazetteer.towns(name))
        return PlaceHit(
            self._sort(name, before, start),
            start,
            end,
            surface,
            towns,
            name in self._rules.common,
            before in self._rules.places,
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
        return found is not None and found[1].lower() in self._rules.counties

    def _before(self, start: int) -> str:
        """The plain word in front, in the same sentence; a particle is passed over."""
        words = self._page.plain[max(0, start + 1 - REACH) : start + 1].split(" ")
        between = self._page.text[max(0, start - 1) : start]
        near = [word for word in words if word not in {"", "din", "de", "of", "del", "la"}]
        return near[-1] if near and between in {" ", "\u00a0"} else ""
