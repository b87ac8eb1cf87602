"""config/models/places.tsv.xz → towns by any of their names, Romanian counties and localities."""

import lzma
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from streams.endings import Base, bases
from streams.letters import words

KEPT = 50_000  # words whose base is kept: most capitalised words come again the same day
OWN_NAME = 3  # times the inhabitants count under a town's own name: Valencia is Spain's


class Town(msgspec.Struct, frozen=True):
    id: int  # GeoNames
    country: str  # ISO 3166 alpha-2
    thousands: int  # inhabitants
    name: str
    capital: bool = False
    region: str = ""  # ISO 3166-2 in the USA and Canada: Portland, US-OR and US-ME
    own: str = ""  # its name, plain: what it is called itself, not by others


class Gazetteer:
    """What the packed table knows. Names are asked for plain (streams/letters.py)."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._towns: dict[str, list[tuple[int, Town]]] = {}
        self.counties: dict[str, str] = {}
        self.localities: dict[str, tuple[str, ...]] = {}  # name → counties that have one
        self.base = lru_cache(KEPT)(self._base)
        self._longest: dict[str, int] = {}  # by first word: words of the longest name
        for line in lines:
            kind, *cells = line.split("\t")
            if kind in "CT":
                self._add_town(kind == "C", *cells)
            elif kind == "J":
                self._add_county(*cells)
            else:
                self._add_locality(*cells)

    def towns(self, name: str) -> list[Town]:
        """The towns of a name, the likeliest first."""
        known = self._towns.get(name, [])
        if len(known) > 1:
            known = sorted(known, key=lambda one: (-one[0], one[1].id))
        return [town for _, town in known]

    def is_town(self, name: str) -> bool:
        return name in self._towns

    def knows(self, name: str) -> bool:
        return name in self._towns or name in self.localities or name in self.counties

    def longest(self, first: str) -> int:
        """How many words the longest name has that begins with this word; 0: none begins so."""
        return self._longest.get(first, 0)

    def _base(self, word: str, language: str) -> Base | None:
        """The name of a town or a county that a plain word is a form of, the same each time."""
        found = bases(word, language)
        return next(
            (one for one in found if self.is_town(one.letters) or one.letters in self.counties),
            None,
        )

    def aliases(self) -> Iterator[str]:
        return iter(self._towns)

    def all(self) -> set[Town]:
        return {town for _, town in self.named()}

    def named(self) -> Iterator[tuple[str, Town]]:
        """Every name of every town."""
        for name, known in self._towns.items():
            for _, town in known:
                yield name, town

    def _add_town(self, capital: bool, *cells: str) -> None:
        id, where, thousands, name, aliases = cells
        country, dash, _ = where.partition("-")
        own = " ".join(words(name))
        town = Town(int(id), country, int(thousands), name, capital, where if dash else "", own)
        self._know(own, OWN_NAME * town.thousands, town)
        for alias in filter(None, aliases.split("|")):
            short = own.startswith(f"{alias} ")  # Newcastle, upon Tyne
            self._know(alias, town.thousands * (OWN_NAME if short else 1), town)

    def _know(self, name: str, rank: int, town: Town) -> None:
        self._towns.setdefault(name, []).append((rank, town))
        self._begins(name)

    def _add_county(self, name: str) -> None:
        self.counties[self._begins(" ".join(words(name)))] = name

    def _add_locality(self, name: str, counties: str) -> None:
        self.localities[self._begins(" ".join(words(name)))] = tuple(counties.split("|"))

    def _begins(self, name: str) -> str:
        first, size = name.partition(" ")[0], name.count(" ") + 1
        self._longest[first] = max(size, self._longest.get(first, 0))
        return name


def load_gazetteer(path: Path) -> Gazetteer:
    return Gazetteer(lzma.decompress(path.read_bytes()).decode().splitlines())
