"""config/rules/topics → which words speak for which Media Topic."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from config import taxonomy
from config.codes import topic_fault
from config.tables import line_of, load_tables, read
from streams.letters import LATIN
from streams.lexicon import Case, Entry, Kind
from streams.rulefile import checked_languages, read_terms, rule_files, wrong
from streams.terms import BadTerm, Term, with_particles
from streams.together import Together, together

BELOW = 2.5  # of a subtopic: it is only asked about where its topic is sure
THRESHOLD = 4.0  # three of four topics with this score are right (research, 4,304 articles)


class TopicTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A [[topic]] as written."""

    code: str
    terms: dict[str, str]  # by language, as the next two
    all_of: dict[str, str] = {}  # words that speak for it only within twelve words of each other
    none_of: dict[str, str] = {}  # words within twelve words of which no other speaks for it
    threshold: Annotated[float, Meta(gt=0, le=100)] | None = None


class TopicRule(msgspec.Struct, frozen=True):
    code: str
    threshold: float
    terms: dict[str, list[Term]]
    all_of: dict[str, list[Together]] = {}
    none_of: dict[str, list[Term]] = {}


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
    for key in ("terms", "all_of", "none_of"):
        checked_languages(path, "topic", place, key, getattr(table, key))
    usual = BELOW if taxonomy.parent(table.code) else THRESHOLD
    return TopicRule(
        table.code,
        table.threshold or usual,
        {
            language: read_terms(path, "topic", place, language, block)
            for language, block in table.terms.items()
        },
        {
            language: combinations(path, place, language, block)
            for language, block in table.all_of.items()
        },
        {
            language: read_terms(path, "topic", place, language, block, "none_of")
            for language, block in table.none_of.items()
        },
    )


def combinations(path: Path, place: int, language: str, block: str) -> list[Together]:
    """The combinations of a block. Raises ConfigError naming the line of the bad one."""
    found: list[Together] = []
    for below, line in enumerate(block.split("\n")):
        try:
            found += [together(piece, language) for piece in line.split(",") if piece.strip()]
        except BadTerm as bad:
            raise wrong(path, "topic", place, f"all_of.{language}", str(bad), below) from None
    return found


def topic_entries(rules: list[TopicRule], language: str) -> list[Entry]:
    return [entry for rule in rules for entry in entries_of(rule, language)]


def entries_of(rule: TopicRule, language: str) -> Iterator[Entry]:
    """All that is looked for in one language for one topic."""
    name = f"{rule.code}:{language}"
    for one in rule.terms.get(language, ()):
        yield from entries("topic", rule.code, f"{name}:{one.text}", [one], language)
    for one in rule.none_of.get(language, ()):
        yield from entries("exclusion", rule.code, f"{name}:-{one.text}", [one], language)
    for whole in rule.all_of.get(language, ()):
        for group, alternatives in enumerate(whole.groups):
            for entry in entries(
                "topic", rule.code, f"{name}:{whole.text}", alternatives, language
            ):
                yield msgspec.structs.replace(entry, group=group, groups=len(whole.groups))


def entries(
    kind: Kind, tag: str, rule: str, written: Iterable[Term], language: str
) -> Iterator[Entry]:
    """A term, or several for one, in every way in which it may stand there."""
    for one in written:
        for term in with_particles(one) if language == "ar" else [one]:
            case: Case = "capitals" if term.capitals else "capital" if term.capital else "any"
            yield Entry(kind, tag, rule, term, case, needs_marks(term))


def needs_marks(term: Term) -> bool:
    """Whether a term is another one without its marks: `poliți*` would find politics."""
    if len(term.words) > 1 or term.words[0].how == "stem":
        return False
    return any(ord(letter) in LATIN for letter in term.text)
