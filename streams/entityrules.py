"""config/rules/entities.toml → people, organisations and places that editors know by name."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.errors import Faults
from config.tables import load_tables
from streams.lexicon import Case, Entry
from streams.rulefile import checked_languages, checked_once, wrong
from streams.terms import BadTerm, Term, name

Type = Literal["person", "organisation", "place"]


class EntityTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An [[entity]] as written."""

    name: Annotated[str, Meta(min_length=2)]
    type: Type
    aliases: tuple[str, ...] = ()
    wikidata: Annotated[str, Meta(pattern=r"^(Q\d+)?$")] = ""
    languages: tuple[str, ...] = ()  # none: in all of them


class Entity(msgspec.Struct, frozen=True):
    name: str
    type: Type
    wikidata: str


class Entities(msgspec.Struct, frozen=True):
    """The entity file: what is known, by name, and the words that name it, by language."""

    known: Mapping[str, Entity]
    entries: Mapping[str, list[Entry]]  # by language; `any` for all of them


def entities(path: Path) -> Entities:
    """The entities of a file. Raises ConfigError naming file, line and key."""
    tables = load_tables(path, "entity", EntityTable, needed=True)
    known: dict[str, Entity] = {}
    entries: dict[str, list[Entry]] = {}
    with Faults() as faults:
        with faults.aside():
            check_apart(path, tables)
        for place, table in enumerate(tables):
            languages = dict.fromkeys(table.languages or ("any",), "")
            known[table.name] = Entity(table.name, table.type, table.wikidata)
            with faults.aside():
                checked_languages(path, "entity", place, "languages", languages)
                for language in languages:
                    entries.setdefault(language, []).extend(named(path, place, table))
    return Entities(known, entries)


def check_apart(path: Path, tables: Sequence[EntityTable]) -> None:
    """Raises ConfigError where two entities have one name, alias or id: which one is meant?"""
    owners: dict[tuple[str, str], str] = {}
    with Faults() as faults:
        with faults.aside():
            checked_once(path, "entity", "name", [table.name for table in tables])
        for place, table in enumerate(tables):
            for key, value in claims(table):
                if owners.setdefault((key[1], value), table.name) != table.name:
                    why = f"{value!r} is {owners[key[1], value]}'s, too"
                    faults.add(wrong(path, "entity", place, key[0], why))


def claims(table: EntityTable) -> Iterator[tuple[tuple[str, str], str]]:
    """What is an entity's own: the key it stands under, the language, and the value."""
    if table.wikidata:
        yield ("wikidata", ""), table.wikidata
    for language in table.languages or ("any",):
        for alias in (table.name, *table.aliases):
            yield ("aliases", language), alias


def named(path: Path, place: int, table: EntityTable) -> list[Entry]:
    """What the entity is called: letter by letter, with a capital, in capitals if written so."""
    made = []
    for written in dict.fromkeys((table.name, *table.aliases)):
        try:
            term = name(written)
        except BadTerm as bad:
            raise wrong(path, "entity", place, "aliases", str(bad)) from None
        made.append(Entry("entity", table.name, f"entity:{table.name}", term, case_of(term)))
    return made


def case_of(term: Term) -> Case:
    """As it is written: in capitals, with a capital, or (`valea Eufratului`) either way."""
    if term.capitals:
        return "capitals"
    return "any" if term.text[:1].islower() else "capital"


def entity_entries(found: Entities, language: str) -> list[Entry]:
    return [*found.entries.get("any", ()), *found.entries.get(language, ())]
