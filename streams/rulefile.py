"""Where an editor's mistake stands: file, line and key, in one sentence."""

from pathlib import Path

from config.errors import ConfigError
from config.tables import line_of, read
from streams.terms import LANGUAGES, BadTerm, Term, name, terms


def checked_languages(path: Path, kind: str, place: int, table: str, used: dict[str, str]) -> None:
    """Raises ConfigError for a language we have no rules for. `any` stands for all."""
    for language in used:
        if language != "any" and language not in LANGUAGES:
            allowed = f"expected any of {', '.join(sorted(LANGUAGES))}"
            raise wrong(path, kind, place, f"{table}.{language}", f"no such language; {allowed}")


def read_terms(path: Path, kind: str, place: int, language: str, block: str) -> list[Term]:
    """The terms of a block. Raises ConfigError naming the line of the bad one."""
    try:
        return terms(block, language)
    except BadTerm as bad:
        raise wrong(path, kind, place, f"terms.{language}", str(bad)) from None


def read_names(path: Path, kind: str, place: int, key: str, block: str) -> list[Term]:
    """The names in a block, letter by letter. Raises ConfigError naming the line."""
    pieces = (piece.strip() for piece in block.replace("\n", ",").split(","))
    try:
        return [name(piece) for piece in pieces if piece]
    except BadTerm as bad:
        raise wrong(path, kind, place, key, str(bad)) from None


def wrong(path: Path, kind: str, place: int, key: str, why: str) -> ConfigError:
    """The error for a key of the place-th table of a kind; a quoted word in `why` is searched."""
    text = read(path)
    line = line_of(text, kind, place, key.rpartition(".")[2])
    quoted = why.partition("'")[2].partition("'")[0]
    return ConfigError(f"{path}:{line_with(text, line, quoted)}: [[{kind}]] {key}: {why}")


def line_with(text: str, start: int, word: str) -> int:
    """The first line from `start` on that holds the word; `start` itself if none does."""
    lines = text.splitlines()
    numbered = range(start, len(lines) + 1)
    return next((number for number in numbered if word and word in lines[number - 1]), start)


def rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """The rows of a tab-separated file below its header, with their line numbers.

    Raises ConfigError where the header or the number of columns is another.
    """
    numbered = list(enumerate(read(path).splitlines(), start=1))
    cells = [(n, line.split("\t")) for n, line in numbered if line and not line.startswith("#")]
    for number, row in cells:
        if len(row) < 2 or len(row) > len(columns):  # noqa: PLR2004  a code and something else
            raise ConfigError(f"{path}:{number}: expected 2 to {len(columns)} columns")
    if not cells or tuple(cells[0][1]) != columns[: len(cells[0][1])]:
        raise ConfigError(f"{path}: the first line must name the columns {' '.join(columns)}")
    return cells[1:]
