"""config/rules/towns.toml → which large words are no towns, and what stands before a place."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from streams.languagetables import LanguageTable, language_tables
from streams.letters import words
from streams.terms import LANGUAGES


class TownTable(LanguageTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A [[towns]] as written: words separated by spaces, commas or line ends."""

    common: str = ""
    parts: str = ""
    places: str = ""
    counties: str = ""
    before: str = ""
    seats: str = ""
    bodies: str = ""
    behind: str = ""
    others: str = ""


class TownRules(msgspec.Struct, frozen=True):
    """What one language says about towns, in plain words."""

    common: frozenset[str] = frozenset()  # names that are words, too: Reading, Roman
    parts: frozenset[str] = frozenset()  # behind these stands a part of a town: cartierul
    places: frozenset[str] = frozenset()  # behind these stands a town or village: comuna
    counties: frozenset[str] = frozenset()  # behind these, counties: județele
    before: frozenset[str] = frozenset()  # prepositions that lead to a place: în, la, din
    seats: frozenset[str] = frozenset()  # whose names stand for governments: Washington
    bodies: frozenset[str] = frozenset()  # behind these a town is part of a name: universitatea
    behind: frozenset[str] = frozenset()  # before these, too: Riverside County
    others: frozenset[str] = frozenset()  # known for something else: Hollywood, unless Florida's


NONE = TownRules()


def town_rules(path: Path) -> Mapping[str, TownRules]:
    """The rules by language; `any` holds for all of them. Raises ConfigError."""
    tables = language_tables(path, "towns", TownTable)
    shared = tables.get("any", TownTable(language="any"))
    return {
        language: joined(tables.get(language, shared), shared)
        for language in (*sorted(LANGUAGES), "any")
    }


def joined(own: TownTable, shared: TownTable) -> TownRules:
    return TownRules(
        *(
            frozenset(words(getattr(own, key)) + words(getattr(shared, key)))
            for key in TownRules.__struct_fields__
        )
    )
