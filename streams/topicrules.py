"""config/rules/topics → which words speak for which Media Topic."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from config import taxonomy
from config.desks import TopicCode
from config.errors import ConfigError
from config.tables import load_tables
from streams.lexicon import Entry
from streams.rulefile import checked_languages, read_terms, rule_files, wrong
from streams.terms import Term

BELOW = 2.5  # of a subtopic: it is only asked about where its topic is sure
THRESHOLD = 4.0  # three of four topics with this score are right (research, 4,304 articles)


class TopicTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A [[topic]] as written."""

    code: TopicCode
    terms: dict[str, str]  # by language
    threshold: Annotated[float, Meta(gt=0)] | None = None


class TopicRule(msgspec.Struct, frozen=True):
    code: str
    threshold: float
    terms: dict[str, list[Term]]


def topic_rules(folder: Path) -> list[TopicRule]:
    """The rules of all files of a folder. Raises ConfigError naming file, line and key."""
    found: dict[str, TopicRule] = {}
    homes: dict[str, str] = {}
    for file in rule_files(folder):
        for place, made in enumerate(rules_of(file)):
            if made.code in found:
                why = f"{made.code} has a rule in {homes[made.code]}; one of them must go"
                raise wrong(file, "topic", place, "code", why)
            found[made.code], homes[made.code] = made, file.name
    return list(found.values())


def rules_of(path: Path) -> list[TopicRule]:
    tables = load_tables(path, "topic", TopicTable)
    if not tables:
        raise ConfigError(f"{path}:1: there is no [[topic]] in it")
    return [rule(path, place, table) for place, table in enumerate(tables)]


def rule(path: Path, place: int, table: TopicTable) -> TopicRule:
    if not taxonomy.exists(table.code):
        raise wrong(path, "topic", place, "code", f"{table.code} is not a Media Topic")
    if not taxonomy.is_assignable(table.code):
        raise wrong(path, "topic", place, "code", f"{table.code} is retired")
    checked_languages(path, "topic", place, "terms", table.terms)
    read = {
        language: read_terms(path, "topic", place, language, block)
        for language, block in table.terms.items()
    }
    usual = BELOW if taxonomy.parent(table.code) else THRESHOLD
    return TopicRule(table.code, table.threshold or usual, read)


def topic_entries(rules: list[TopicRule], language: str) -> list[Entry]:
    return [
        Entry(
            kind="topic",
            tag=rule.code,
            rule=f"{rule.code}:{language}:{term.text}",
            term=term,
            case="capitals" if term.capitals else "any",
        )
        for rule in rules
        for term in rule.terms.get(language, ())
    ]
