"""config/rules/countries.*, demonyms.tsv → which words speak for which country."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from config.errors import ConfigError
from config.tables import load_tables
from streams import endings
from streams.inflection import forms
from streams.letters import strange_letters
from streams.lexicon import Case, Entry, Kind
from streams.rulefile import checked_languages, read_names, rows, wrong
from streams.terms import BadTerm, Term, Word, name, words_of

LANGUAGES_OF_TABLES = (
    "ro", "en", "fr", "de", "es", "it", "hu", "ru", "uk", "bg", "pl", "tr", "ar", "pt",
)  # fmt: skip
COLUMNS = ("country", "wikidata", *LANGUAGES_OF_TABLES)
CODE = re.compile(r"^[A-Z]{2}$")
WIKIDATA = re.compile(r"^(Q\d+)?$")
INFLECTED = frozenset({"ro", "de"})  # these have forms of several words: streams/inflection.py
NOWHERE = "ZZ"  # CLDR's unknown region: names that are no country's
LARGE_DEMONYMS = frozenset({"en", "tr"})  # all other languages write them small, or have no case


class CountryTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A [[country]] as written: more names and signs, by language."""

    code: Annotated[str, Meta(pattern=CODE.pattern)]
    names: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    signs: dict[str, str] = {}


class Country(msgspec.Struct, frozen=True):
    """A country: what it is called by language, and all words that speak for it."""

    code: str
    wikidata: str
    names: dict[str, str]
    words: dict[str, list[tuple[Kind, Term]]]  # by language or `any`


def countries(folder: Path) -> list[Country]:
    """All countries with CLDR's names, demonyms and the editors' additions.

    Raises ConfigError naming file, line and key.
    """
    known = {state.code: state for state in named(folder / "countries.tsv")}
    known[NOWHERE] = Country(NOWHERE, "", {}, defaultdict(list))
    for code, language, term in demonyms(folder / "demonyms.tsv", set(known)):
        known[code].words[language].append(("demonym", term))
    for code, language, kind, term in additions(folder / "countries.toml", set(known)):
        known[code].words[language].append((kind, term))
    return list(known.values())


def named(path: Path) -> Iterator[Country]:
    seen: set[str] = set()
    for line, (code, wikidata, *cells) in rows(path, COLUMNS):
        checked_code(path, line, code, None)
        if code in seen:
            raise ConfigError(f"{path}:{line}: country: {code!r} stands here twice")
        if not WIKIDATA.match(wikidata):
            raise ConfigError(f"{path}:{line}: wikidata: {wikidata!r} is no id like Q218")
        seen.add(code)
        words: dict[str, list[tuple[Kind, Term]]] = defaultdict(list)
        names = {language: cell for language, cell in zip(COLUMNS[2:], cells, strict=False) if cell}
        for language, cell in names.items():
            bent = (form for one in cell.split("|") for form in all_forms(one, language))
            words[language] += [("country", named_so(path, line, form)) for form in bent]
        shown = {language: cell.partition("|")[0] for language, cell in names.items()}
        yield Country(code, wikidata, shown, words)


def named_so(path: Path, line: int, written: str) -> Term:
    try:
        return name(written)
    except BadTerm as bad:
        raise ConfigError(f"{path}:{line}: {bad}") from None


def all_forms(one: str, language: str) -> tuple[str, ...]:
    """A name and what its language makes of it."""
    if language in INFLECTED or " " in one:
        return forms(one, language)
    return (one, *endings.forms(one, language))


def demonyms(path: Path, known: set[str]) -> Iterator[tuple[str, str, Term]]:
    for line, (code, *cells) in rows(path, ("country", *LANGUAGES_OF_TABLES)):
        checked_code(path, line, code, known)
        for language, cell in zip(LANGUAGES_OF_TABLES, cells, strict=False):
            for piece in filter(None, (piece.strip() for piece in cell.split(","))):
                yield code, language, demonym(path, line, piece)


def demonym(path: Path, line: int, written: str) -> Term:
    """Letter by letter, without stems: `rus` must not be found in `rusé`."""
    try:
        words = tuple(words_of(written, "", exact=True))
    except BadTerm as bad:
        raise ConfigError(f"{path}:{line}: {bad}") from None
    if not words:
        raise ConfigError(f"{path}:{line}: {written!r} is no word")
    first = words[0]
    return Term(written, words, f" {first.letters}" + (" " if is_whole(first) else ""))


def is_whole(word: Word) -> bool:
    return word.how == "exact"


def additions(path: Path, known: set[str]) -> Iterator[tuple[str, str, Kind, Term]]:
    for place, table in enumerate(load_tables(path, "country", CountryTable, needed=True)):
        if table.code not in known:
            raise wrong(path, "country", place, "code", f"{table.code} is not in countries.tsv")
        blocks: tuple[tuple[str, Kind, dict[str, str]], ...] = (
            ("names", "country", table.names),
            ("doubtful", "doubtful", table.doubtful),
            ("signs", "sign", table.signs),
        )
        for key, kind, by_language in blocks:
            checked_languages(path, "country", place, key, by_language)
            for language, block in by_language.items():
                for term in read_names(path, "country", place, f"{key}.{language}", block):
                    yield table.code, language, kind, term


def checked_code(path: Path, line: int, code: str, known: set[str] | None) -> None:
    if not CODE.match(code) or (known is not None and code not in known):
        raise ConfigError(f"{path}:{line}: country: {code!r} is no ISO 3166 alpha-2 code we know")


def country_entries(states: list[Country], language: str) -> list[Entry]:
    """What speaks for countries in a text of this language."""
    doubted = {
        (state.code, term.key)
        for state in states
        for kind, term in (*state.words["any"], *state.words[language])
        if kind == "doubtful"
    }
    return [
        country_entry(state.code, language, kind, term)
        for state in states
        for kind, term in (*state.words["any"], *state.words[language])
        if kind != "country" or (state.code, term.key) not in doubted
    ]


def country_entry(code: str, language: str, kind: Kind, term: Term) -> Entry:
    small = kind == "sign" and term.text[:1].islower()  # `lei`: what is paid with there
    free = small or (kind == "demonym" and language not in LARGE_DEMONYMS)
    case: Case = "any" if free else "capitals" if term.capitals else "capital"
    return Entry(
        kind=kind,
        tag=code,
        rule=f"{code}:{language}:{term.text}",
        term=term,
        case=case,
        marked=kind == "demonym" and strange_letters(term.text) > 0,
    )
