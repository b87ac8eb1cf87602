"""Where an editor's mistake stands: file, line and key, in one sentence."""

import re
from collections.abc import Callable, Container
from pathlib import Path
from typing import TypeVar

from config.errors import ConfigError, Faults
from config.tables import line_of, read
from streams.terms import LANGUAGES, BadTerm, Term, name, term

Made = TypeVar("Made")
SUFFIXES = {".toml", ".tsv"}
STRANGE = {".txt", ".tml", ".tom", ".yaml", ".yml", ".json", ".csv"}  # meant to be one of those
MOST_WORDS = 12  # of a term; a longer phrase stands in one article alone
DIGITS = re.compile(r"^\d{1,2}$")  # what is left of `^2,5`
HARDLY = re.compile(r";|\*\w")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def rule_files(folder: Path) -> list[Path]:
    """The files of a folder that are rules; what editors' programs leave beside them is none."""
    return files_with(SUFFIXES, folder)


def files_meant(folder: Path) -> list[Path]:
    """The same, and those that bear another name by mistake."""
    return files_with(SUFFIXES | STRANGE, folder)


def files_with(suffixes: Container[str], folder: Path) -> list[Path]:
    found = [file for file in folder.rglob("*") if file.suffix in suffixes]
    return sorted(file for file in found if file.name[0] not in ".#")


def checked_languages(path: Path, kind: str, place: int, table: str, used: dict[str, str]) -> None:
    """Raises ConfigError for languages we have no rules for. `any` stands for all."""
    with Faults() as faults:
        for language in used:
            if language != "any" and language not in LANGUAGES:
                why = f"no such language; expected any of {', '.join(sorted(LANGUAGES))}"
                faults.add(wrong(path, kind, place, f"{table}.{language}", why))


def checked_once(path: Path, kind: str, key: str, values: list[str]) -> None:
    """Raises ConfigError where tables of a kind have the same value for a key."""
    with Faults() as faults:
        for place, value in enumerate(values):
            if value in values[:place]:
                faults.add(wrong(path, kind, place, key, f"{value!r} stands here twice"))


def read_terms(  # noqa: PLR0913, PLR0917  all but the block only say where an error stands
    path: Path, kind: str, place: int, key: str, block: str, language: str
) -> list[Term]:
    """The terms of a block, each once. Raises ConfigError naming the lines of the bad ones."""
    found: dict[tuple[str, str], Term] = {}

    def read_term(written: str) -> None:
        made = term(written, language)
        check_meant(made, found)
        found[made.text, made.key] = made

    read_pieces(path, kind, place, key, block, read_term)
    return list(found.values())


def check_meant(term: Term, before: Container[tuple[str, str]]) -> None:
    """Raises BadTerm for what can be looked for, but is hardly what somebody means."""
    if (term.text, term.key) in before:
        raise BadTerm(f"{term.text!r} stands here twice")
    if DIGITS.match(term.text):
        raise BadTerm(f"{term.text!r} is no word; a weight is written with a point: ^2.5")
    if HARDLY.search(term.text):
        raise BadTerm(f"{term.text!r}: commas or line ends separate terms, * stands at their end")
    if len(term.words) > MOST_WORDS:
        raise BadTerm(f"'{term.text[:40]} …' has more than {MOST_WORDS} words")


def read_names(path: Path, kind: str, place: int, key: str, block: str) -> list[Term]:
    """The names in a block, letter by letter. Raises ConfigError naming the lines of bad ones."""
    return read_pieces(path, kind, place, key, block, name)


def read_pieces(  # noqa: PLR0913, PLR0917  the first four only say where an error stands
    path: Path, kind: str, place: int, key: str, block: str, made_of: Callable[[str], Made]
) -> list[Made]:
    """What is made of the pieces of a block, which commas and line ends separate.

    Raises ConfigError naming the line of each piece of which nothing can be made.
    """
    made: list[Made] = []
    with Faults() as faults:
        for below, line in enumerate(block.split("\n")):
            for piece in filter(None, map(str.strip, line.split(","))):
                try:
                    made.append(made_of(piece))
                except BadTerm as bad:
                    faults.add(wrong(path, kind, place, key, str(bad), below))
    return made


def wrong(  # noqa: PLR0913, PLR0917  the first four only say where an error stands
    path: Path, kind: str, place: int, key: str, why: str, below: int | None = None
) -> ConfigError:
    """The error for a key of the place-th table of a kind.

    `below` is the line of its block of text; without it a quoted word in `why` is searched.
    """
    text = read(path)
    line = line_of(text, kind, place, *key.split("."))
    if below is None:
        line = line_with(text, line, why.partition("'")[2].partition("'")[0])
    else:
        line += below + begins_below(text, line)
    return ConfigError(f"{path}:{line}: [[{kind}]] {key}: {why}")


def begins_below(text: str, line: int) -> bool:
    """Whether a block whose key is on this line has its first words on the next one."""
    first = text.split("\n")[line - 1].rstrip()
    return any(first.endswith(mark) and first.count(mark) == 1 for mark in ('"""', "'''"))


def line_with(text: str, start: int, word: str) -> int:
    """The first line from `start` on that holds the word; `start` itself if none does."""
    lines = text.split("\n")
    numbered = range(start, len(lines) + 1)
    return next((number for number in numbered if word and word in lines[number - 1]), start)


def rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """The rows of a tab-separated file below its header, with their line numbers.

    Raises ConfigError where the header or the number of columns is another.
    """
    text = read(path).replace("\r\n", "\n")
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ConfigError(f"{path}:{line}: {found[0]!r} is no letter")
    numbered = list(enumerate(text.split("\n"), start=1))
    cells = [(n, line.split("\t")) for n, line in numbered if line and not line.startswith("#")]
    with Faults() as faults:
        for number, row in cells:
            if not 2 <= len(row) <= len(columns):  # noqa: PLR2004  a code and something else
                faults.add(ConfigError(f"{path}:{number}: expected 2 to {len(columns)} columns"))
    if not cells or tuple(cells[0][1]) != columns[: len(cells[0][1])]:
        line = cells[0][0] if cells else 1
        what = f"the first line must name the columns {' '.join(columns)}"
        raise ConfigError(f"{path}:{line}: {what}")
    return cells[1:]
