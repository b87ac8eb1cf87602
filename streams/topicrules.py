"""config/rules/topics → which words speak for which Media Topic."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from config import taxonomy
from config.codes import topic_fault
from config.errors import Faults
from config.tables import line_of, read, right_tables
from streams.letters import LATIN
from streams.lexicon import Case, Entry, Kind
from streams.rulefile import Made, checked_languages, read_pieces, read_terms, rule_files, wrong
from streams.terms import Term, with_particles
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
    found: list[TopicRule] = []
    homes: dict[str, tuple[Path, int]] = {}
    with Faults() as faults:
        for file in rule_files(folder):
            with faults.aside():
                for place, table in right_tables(file, "topic", TopicTable, faults, needed=True):
                    with faults.aside():
                        check_code(table.code, file, place, homes)
                    found.append(rule(file, place, table, faults))
    return found


def check_code(code: str, file: Path, place: int, homes: dict[str, tuple[Path, int]]) -> None:
    """Raises ConfigError for what is no topic, and for one that another table has a rule for."""
    home = homes.setdefault(code, (file, place))
    why = topic_fault(code)
    if home != (file, place):
        other = f"{home[0].name}:{line_of_code(*home)}"
        why = f"{code} has a rule in {other}, too; one of them must go"
    if why:
        raise wrong(file, "topic", place, "code", why)


def line_of_code(path: Path, place: int) -> int:
    return line_of(read(path), "topic", place, "code")


def rule(path: Path, place: int, table: TopicTable, faults: Faults) -> TopicRule:
    """The rule of a table; what is wrong in it is left in `faults`."""
    usual = BELOW if taxonomy.parent(table.code) else THRESHOLD
    read = partial(by_language, path, place, faults)
    return TopicRule(
        table.code,
        table.threshold or usual,
        read("terms", table.terms, read_terms),
        read("all_of", table.all_of, combinations),
        read("none_of", table.none_of, read_terms),
    )


def by_language(  # noqa: PLR0913, PLR0917  the first four only say where an error stands
    path: Path, place: int, faults: Faults, key: str, blocks: dict[str, str],
    read: Callable[[Path, str, int, str, str, str], list[Made]],
) -> dict[str, list[Made]]:  # fmt: skip
    """What the block of each language says; what is wrong is left in `faults`."""
    found: dict[str, list[Made]] = {}
    with faults.aside():
        checked_languages(path, "topic", place, key, blocks)
    for language, block in blocks.items():
        with faults.aside():
            found[language] = read(path, "topic", place, f"{key}.{language}", block, language)
    return found


def combinations(  # noqa: PLR0913, PLR0917  all but the block only say where an error stands
    path: Path, kind: str, place: int, key: str, block: str, language: str
) -> list[Together]:
    """The combinations of a block. Raises ConfigError naming the lines of the bad ones."""
    return read_pieces(path, kind, place, key, block, partial(together, language=language))


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
