"""config/rules/agencies, attribution, urgency → who is named as source, and how."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from config.codes import country_fault
from config.tables import load_tables
from streams.languagetables import LanguageTable, language_tables
from streams.letters import words
from streams.lexicon import Entry
from streams.rulefile import checked_languages, checked_once, read_names, wrong
from streams.terms import BadTerm, name

NOBODY = "-"  # before an agency's name: somebody who is called like it
ENTITY = "http://www.wikidata.org/entity/"


class AgencyTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An [[agency]] as written."""

    name: Annotated[str, Meta(min_length=2)]
    names: Annotated[tuple[str, ...], Meta(min_length=1)]
    country: str
    wikidata: Annotated[str, Meta(pattern=r"^(Q\d+)?$")] = ""
    not_in: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


class AttributionTable(LanguageTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An [[attribution]] as written."""

    before: str
    after: str
    between: str
    told: str


class UrgencyTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An [[urgency]] as written."""

    level: Annotated[int, Meta(ge=1, le=8)]
    words: Annotated[str, Meta(pattern=r"\w")]


class Attribution(msgspec.Struct, frozen=True):
    """How one language says whose news it is, as patterns over plain text."""

    before: re.Pattern[str]  # up to the agency's name
    after: re.Pattern[str]  # from its name on
    told: re.Pattern[str]


class Agencies(NamedTuple):
    """All that agencies.toml says."""

    entries: list[Entry]
    wikidata: dict[str, str]  # by name
    not_in: dict[str, frozenset[str]]  # languages in which the name means something else, too


def agency_entries(path: Path) -> Agencies:
    """What names the agencies, and what is known of them. Raises ConfigError."""
    tables = load_tables(path, "agency", AgencyTable, needed=True)
    check_agencies(path, tables)
    entries: list[Entry] = []
    for place, table in enumerate(tables):
        checked_languages(path, "agency", place, "not_in", dict.fromkeys(table.not_in, ""))
        for key, tag in (("names", table.name), ("people", f"{NOBODY}{table.name}")):
            entries += [agency_entry(path, place, key, tag, one) for one in getattr(table, key)]
    return Agencies(
        entries,
        {table.name: table.wikidata for table in tables if table.wikidata},
        {table.name: frozenset(table.not_in) for table in tables if table.not_in},
    )


def check_agencies(path: Path, tables: Sequence[AgencyTable]) -> None:
    """Raises ConfigError for an unknown country, and for a name that two agencies have."""
    checked_once(path, "agency", "name", [table.name for table in tables])
    owners: dict[str, str] = {}
    for place, table in enumerate(tables):
        fault = country_fault(table.country)
        if fault:
            raise wrong(path, "agency", place, "country", fault)
        for written in table.names:
            if owners.setdefault(written, table.name) != table.name:
                why = f"{written!r} is also what {owners[written]} is called"
                raise wrong(path, "agency", place, "names", why)


def agency_entry(path: Path, place: int, key: str, tag: str, written: str) -> Entry:
    try:
        term = name(written)
    except BadTerm as bad:
        raise wrong(path, "agency", place, key, str(bad)) from None
    return Entry(kind="agency", tag=tag, rule=tag, term=term, case="exact")


def urgency_entries(path: Path) -> list[Entry]:
    """What a headline begins with when news breaks. Raises ConfigError."""
    return [
        Entry(
            kind="urgency",
            tag=str(table.level),
            rule=f"urgency:{table.level}:{term.text}",
            term=term,
            case="capitals" if term.capitals else "capital",
        )
        for place, table in enumerate(load_tables(path, "urgency", UrgencyTable, needed=True))
        for term in read_names(path, "urgency", place, "words", table.words)
    ]


def attributions(path: Path) -> dict[str, Attribution]:
    """The ways of attributing, by language. Raises ConfigError."""
    tables = language_tables(path, "attribution", AttributionTable)
    return {language: attribution(table) for language, table in tables.items()}


def attribution(table: AttributionTable) -> Attribution:
    # `agenția rusă de știri`, `the state-run news agency`: three words on each side of `between`
    word = r"(?: {1,2}\w+)"
    beside = alternatives(table.between)
    between = rf"(?:{word}{{0,3}} {{1,3}}(?:{beside}){word}{{0,3}})?"
    return Attribution(
        before=re.compile(rf" (?:{alternatives(table.before)}){between} {{1,3}}$"),
        after=re.compile(rf"^(?: {{1,2}}(?:{beside}))? {{1,3}}(?:{alternatives(table.after)}) "),
        told=re.compile(rf" (?:{alternatives(table.told)}){between} {{1,2}}$"),
    )


def alternatives(block: str) -> str:
    """The phrases of a block as alternatives of a pattern, the longest first."""
    phrases = (" ".join(words(piece)) for piece in re.split(r"[,\n]", block))
    return "|".join(sorted(set(filter(None, phrases)), key=lambda phrase: (-len(phrase), phrase)))
