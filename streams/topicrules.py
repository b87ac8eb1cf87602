"""config/rules/topics → which words speak for which Media Topic."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from config import taxonomy
from config.codes import topic_fault
from config.tables import line_of, load_tables, read
from streams.letters import LATIN
from streams.lexicon import Entry
from streams.rulefile import checked_languages, read_terms, rule_files, wrong
from streams.terms import Term, with_particles

BELOW = 2.5  # of a subtopic: it is only asked about where its topic is sure
THRESHOLD = 4.0  # three of four topics with this score are right (research, 4,304 articles)


class TopicTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A [[topic]] as written."""

    code: str
    terms: dict[str, str]  # by language
    threshold: Annotated[float, Meta(gt=0, le=100)] | None = None


class TopicRule(msgspec.Struct, frozen=True):
    code: str
    threshold: float
    terms: dict[str, list[Term]]


def topic_rules(folder: Path) -> list[TopicRule]:
    """The rules of all files of a folder. Raises ConfigError naming file, line and key."""
    found: dict[str, TopicRule] = {}
    homes: dict[str, tuple[Path, int]] = {}
    for file in rule_files(folder):
        for place, made in enumerate(rules_of(file)):
            if made.code in found:
                other, line = homes[made.code][0], line_of_code(*homes[made.code])
                why = f"{made.code} has a rule in {other.name}:{line}, too; one of them must go"
                raise wrong(file, "topic", place, "code", why)
            found[made.code], homes[made.code] = made, (file, place)
    return list(found.values())


def line_of_code(path: Path, place: int) -> int:
    return line_of(read(path), "topic", place, "code")


def rules_of(path: Path) -> list[TopicRule]:
    tables = load_tables(path, "topic", TopicTable, needed=True)
    return [rule(path, place, table) for place, table in enumerate(tables)]


def rule(path: Path, place: int, table: TopicTable) -> TopicRule:
    fault = topic_fault(table.code)
    if fault:
        raise wrong(path, "topic", place, "code", fault)
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
            case="capitals" if term.capitals else "capital" if term.capital else "any",
            marked=needs_marks(term),
        )
        for rule in rules
        for written in rule.terms.get(language, ())
        for term in (with_particles(written) if language == "ar" else [written])
    ]


def needs_marks(term: Term) -> bool:
    """Whether a term is another one without its marks: `poliți*` would find politics."""
    if len(term.words) > 1 or term.words[0].how == "stem":
        return False
    return any(ord(letter) in LATIN for letter in term.text)
