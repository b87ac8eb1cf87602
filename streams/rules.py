"""config/rules → the rules in force: read whole, checked whole, named by a hash of their bytes."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

import msgspec

from config.errors import ConfigError, Faults
from config.tables import bounded
from streams.agencyrules import Attribution, agency_entries, attributions, urgency_entries
from streams.entityrules import Entity, entities, entity_entries
from streams.genrerules import genre_entries
from streams.knowledge import Knowledge, knowledge
from streams.lexicon import Entry, Lexicon
from streams.placerules import countries, country_entries
from streams.rulefile import files_meant, rule_files
from streams.terms import LANGUAGES
from streams.topicrules import topic_entries, topic_rules
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
            rules = topic_rules(folder / "topics")
        with faults.aside():
            states = countries(folder)
        with faults.aside():
            known_names = entities(folder / "entities.toml")
        with faults.aside():
            towns = town_rules(folder / "towns.toml")
    shared = [*agencies.entries, *urgent, *kinds]
    return Rules(
        version=version,
        lexicons=Lexicons(
            lambda language: (
                topic_entries(rules, language)
                + country_entries(states, language)
                + entity_entries(known_names, language)
                + shared
            )
        ),
        thresholds={rule.code: rule.threshold for rule in rules},
        names={state.code: state.names for state in states},
        wikidata=agencies.wikidata
        | {state.code: state.wikidata for state in states if state.wikidata},
        attributions=ways,
        not_in=agencies.not_in,
        entities=known_names.known,
        towns=towns,
        known=knowledge(),
    )


def version(folder: Path) -> str:
    """The same for the same files with the same bytes, whatever folder they are in."""
    hashed = hashlib.blake2b(digest_size=HASH_BYTES)
    for file in rule_files(folder):
        content = bounded(file)
        hashed.update(f"{file.relative_to(folder).as_posix()} {len(content)} ".encode() + content)
    return hashed.hexdigest()
