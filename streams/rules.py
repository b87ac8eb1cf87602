"""config/rules → the rules in force: read whole, checked whole, named by a hash of their bytes."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from config.errors import ConfigError, Faults
from config.tables import bounded
from streams.agencyrules import Agencies, Attribution, agency_entries, attributions, urgency_entries
from streams.entityrules import Entities, Entity, entities, entity_entries
from streams.genrerules import genre_entries
from streams.knowledge import Knowledge, knowledge
from streams.lexicon import Entry, Lexicon
from streams.placerules import Country, countries, country_entries
from streams.rulefile import files_meant, rule_files
from streams.terms import LANGUAGES
from streams.topicrules import TopicRule, topic_entries, topic_rules
from streams.townrules import TownRules, town_rules

UNKNOWN = "und"  # BCP 47; stands for all languages without rules
TRIES = 3  # of reading a folder whose files are being saved
HASH_BYTES = 8  # of the rules' name; two sets never meet by chance
FILES = (
    "topics/*.toml", "agencies.toml", "attribution.toml", "genres.toml", "urgency.toml",
    "countries.tsv",
    "countries.toml", "demonyms.tsv", "towns.toml", "entities.toml",
)  # fmt: skip


class Lexicons(Mapping[str, Lexicon]):
    """One for each language and one for all others, built when its first article comes."""

    def __init__(self, entries: Callable[[str], list[Entry]]) -> None:
        self._entries, self._built = entries, dict[str, Lexicon]()

    def __getitem__(self, language: str) -> Lexicon:
        if language not in self._built:
            if language not in LANGUAGES and language != UNKNOWN:
                raise KeyError(language)
            self._built[language] = Lexicon(language, self._entries(language))
        return self._built[language]

    def __iter__(self) -> Iterator[str]:
        return iter((*sorted(LANGUAGES), UNKNOWN))

    def __len__(self) -> int:
        return len(LANGUAGES) + 1


class Rules(msgspec.Struct, frozen=True):
    """What tagging knows. Made by `load_rules`, changed by nobody."""

    version: str  # hash of the rule files
    lexicons: Mapping[str, Lexicon]  # by language
    thresholds: dict[str, float]  # by topic
    names: dict[str, dict[str, str]]  # of countries: code → language → name
    wikidata: dict[str, str]  # of countries and agencies: code or name → id
    attributions: dict[str, Attribution]  # by language
    entities: Mapping[str, Entity] = {}  # of the editors' file: by name
    towns: Mapping[str, TownRules] = {}  # by language
    not_in: Mapping[str, frozenset[str]] = {}  # agencies: languages that say it of other things
    # towns and name models: not the editors', the same in all sets
    known: Knowledge = msgspec.field(default_factory=knowledge)


class Files(NamedTuple):
    """What a folder's files say, each as its own module reads it."""

    agencies: Agencies
    ways: dict[str, Attribution]
    openings: list[Entry]  # what a headline begins with: urgency and genre
    topics: list[TopicRule]
    states: list[Country]
    entities: Entities
    towns: Mapping[str, TownRules]


def load_rules(folder: Path) -> Rules:
    """The rules of a folder. Raises ConfigError naming file, line and key."""
    if not (folder / "topics").is_dir():
        raise ConfigError(f"{folder}: no rules here; expected topics/*.toml, agencies.toml, …")
    with Faults() as faults:
        for file in files_meant(folder):
            if not is_known(file, folder):
                why = f"nobody reads this file; known: {', '.join(FILES)}"
                faults.add(ConfigError(f"{file}:1: {why}"))
        return read_at_rest(folder)


def read_at_rest(folder: Path) -> Rules:
    for _ in range(TRIES):
        before = version(folder)
        rules = rules_of(folder, before)
        if version(folder) == before:
            return rules
    raise ConfigError(f"{folder}: its files change while they are being read")


def is_known(file: Path, folder: Path) -> bool:
    return any(fnmatch(file.relative_to(folder).as_posix(), known) for known in FILES)


def rules_of(folder: Path, version: str) -> Rules:
    read = read_files(folder)
    return Rules(
        version=version,
        lexicons=Lexicons(partial(entries_of, read)),
        thresholds={rule.code: rule.threshold for rule in read.topics},
        names={state.code: state.names for state in read.states},
        wikidata=read.agencies.wikidata
        | {state.code: state.wikidata for state in read.states if state.wikidata},
        attributions=read.ways,
        not_in=read.agencies.not_in,
        entities=read.entities.known,
        towns=read.towns,
        known=knowledge(),
    )


def read_files(folder: Path) -> Files:
    """What each file says. Raises ConfigError, for several mistakes ConfigErrors."""
    with Faults() as faults:
        with faults.aside():
            agencies = agency_entries(folder / "agencies.toml")
        with faults.aside():
            ways = attributions(folder / "attribution.toml")
        with faults.aside():
            urgent = urgency_entries(folder / "urgency.toml")
        with faults.aside():
            kinds = genre_entries(folder / "genres.toml")
        with faults.aside():
            topics = topic_rules(folder / "topics")
        with faults.aside():
            states = countries(folder)
        with faults.aside():
            known = entities(folder / "entities.toml")
        with faults.aside():
            towns = town_rules(folder / "towns.toml")
    return Files(agencies, ways, [*urgent, *kinds], topics, states, known, towns)


def entries_of(read: Files, language: str) -> list[Entry]:
    """All that is looked for in texts of a language."""
    return [
        *topic_entries(read.topics, language),
        *country_entries(read.states, language),
        *entity_entries(read.entities, language),
        *read.agencies.entries,
        *read.openings,
    ]


def version(folder: Path) -> str:
    """The same for the same files with the same bytes, whatever folder they are in."""
    hashed = hashlib.blake2b(digest_size=HASH_BYTES)
    for file in rule_files(folder):
        content = bounded(file)
        hashed.update(f"{file.relative_to(folder).as_posix()} {len(content)} ".encode() + content)
    return hashed.hexdigest()
