"""TOML files of one kind of table, validated whole; an error names file, line and field."""

import difflib
import re
import stat
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from config.errors import ConfigError, Faults, as_one
from config.tomllines import Lines

Row = TypeVar("Row")
MOST_BYTES = 32 << 20  # of one file; 100,000 feeds have half of it
WHERE = re.compile(r"^(?P<what>.*) - at `(?:key in `)?\$(?P<path>[^`]*)`+$")
STEP = re.compile(r"\.(?P<name>\w+)|\[(?P<place>\d+|\.\.\.)\]")
UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]+)`")
SYNTAX = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
TOO_LONG = re.compile(r"\d{4300}")  # digits; Python reads no more of them
OPEN_OR_TWICE = re.compile(r"Unterminated|Unclosed|Cannot overwrite")  # told where it ends

Keys = tuple[str | int, ...]


def load_tables(path: Path, kind: str, row: type[Row], *, needed: bool = False) -> tuple[Row, ...]:
    """All `[[kind]]` tables of a file. Raises ConfigError with the file, line and field of each
    mistake.

    `needed`: at least one; an empty file is one that is being saved, or a mistake.
    """
    with Faults() as faults:
        found = [table for _, table in right_tables(path, kind, row, faults, needed=needed)]
    return tuple(found)


def right_tables(
    path: Path, kind: str, row: type[Row], faults: Faults, *, needed: bool = False
) -> Iterator[tuple[int, Row]]:
    """The same tables with their places; what is wrong in others is left in `faults`."""
    text = read(path)
    tables = tables_of(path, text, kind, faults)
    if needed and not tables:
        raise ConfigError(f"{path}:1: there is no [[{kind}]] in it")
    for place, values in enumerate(tables):
        try:
            right = converted(path, text, kind, place, values, row)
        except ConfigError as wrong:
            faults.add(wrong)
        else:
            yield place, right


def tables_of(path: Path, text: str, kind: str, faults: Faults) -> list[dict[str, Any]]:
    """The tables of this kind as they are written; other kinds are left in `faults`."""
    document = parsed(path, text)
    for strange in sorted(set(document) - {kind}):
        line, meant = Lines(text).of((strange,)), likeliest(strange, [kind])
        what = f"`{strange}` is not known here{meant}; expected [[{kind}]] tables"
        faults.add(ConfigError(f"{path}:{line}: {what}"))
    tables = document.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        line, what = Lines(text).of((kind,)), f"`{kind}` is no list of tables"
        raise ConfigError(f"{path}:{line}: {what}; expected [[{kind}]] tables")
    return tables


def read(path: Path) -> str:
    """The text of a file. Raises ConfigError where it is none, or larger than anybody means."""
    content = bounded(path)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: cannot be read: it is not UTF-8") from None


def bounded(path: Path) -> bytes:
    """The bytes of a regular file that is not too large. Raises ConfigError for others."""
    try:
        facts = path.stat()
        if stat.S_ISREG(facts.st_mode) and facts.st_size <= MOST_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}:1: cannot be read: {error.strerror}") from None
    limit = f"no regular file of at most {MOST_BYTES >> 20} MiB"
    raise ConfigError(f"{path}:1: cannot be read: {limit}")


def parsed(path: Path, text: str) -> dict[str, Any]:
    """The document. Raises ConfigError with the line of what is no TOML."""
    if text.startswith("\ufeff"):
        raise ConfigError(f"{path}:1: begins with a byte order mark: save it as UTF-8 without one")
    try:
        return tomllib.loads(text)
    except RecursionError:
        line = Lines(text).deepest
        raise ConfigError(f"{path}:{line}: brackets within brackets, too deep to read") from None
    except ValueError as error:  # TOMLDecodeError, or a number that is too long
        line, what = syntax_error(text, str(error))
        raise ConfigError(f"{path}:{line}: {what}") from None


def syntax_error(text: str, told: str) -> tuple[int, str]:
    """The line where a mistake begins, and what it is; tomllib names where it noticed."""
    lines, what = Lines(text), f"not TOML: {SYNTAX.sub('', told)}"
    line = lines.at(noticed(text, told))
    began, keys = lines.last_before(line)
    if OPEN_OR_TWICE.search(told):
        return began, f"{what}: {dotted(keys)}" if keys else what
    if began < line and "=" in text.split("\n")[began - 1]:
        what += f" (after {dotted(keys)} of line {began}: is that closed where you mean it?)"
    return line, what


def noticed(text: str, told: str) -> int:
    """The offset at which tomllib gave up; of a number that is too long it tells none."""
    place = SYNTAX.search(told)
    if place and place["line"]:
        before = text.split("\n")[: int(place["line"]) - 1]
        return sum(len(line) + 1 for line in before)
    number = TOO_LONG.search(text)
    return number.start() if number and not place else len(text.rstrip())


def converted(  # noqa: PLR0913, PLR0917  the first four only say where an error stands
    path: Path, text: str, kind: str, place: int, values: dict[str, Any], row: type[Row]
) -> Row:
    try:
        return msgspec.convert(values, row)
    except msgspec.ValidationError:
        found = mistakes(values, row)
        wrong = [fault_in(path, text, kind, place, keys, what) for what, keys in found]
        raise as_one(wrong) from None


def mistakes(values: dict[str, Any], row: type[Any]) -> Iterator[tuple[str, Keys]]:
    """What is wrong in a table: msgspec tells one, which is taken out to be told the next."""
    left = values
    while True:
        try:
            msgspec.convert(left, row)
        except msgspec.ValidationError as wrong:
            what, keys = told(wrong, left, row)
        else:
            return
        if keys or left is values:  # otherwise what is missing is what was taken out
            yield what, keys
        if not keys:
            return
        left = without(left, keys)


def without(values: Any, keys: Keys) -> Any:  # noqa: ANN401
    """The table without what these keys lead to; a list goes whole."""
    first, *rest = keys
    if rest and isinstance(values[first], dict):
        return values | {first: without(values[first], tuple(rest))}
    return {key: value for key, value in values.items() if key != first}


def fault_at(path: Path, kind: str, place: int, keys: Keys, why: str) -> ConfigError:
    """The error for what these keys lead to in the place-th table of its kind."""
    return fault_in(path, read(path), kind, place, keys, why)


def fault_in(  # noqa: PLR0913, PLR0917
    path: Path, text: str, kind: str, place: int, keys: Keys, why: str
) -> ConfigError:
    where = f"{path}:{line_of(text, kind, place, *keys)}: [[{kind}]] {dotted(keys)}"
    return ConfigError(f"{where.rstrip()}: {why}")


def told(wrong: Exception, values: dict[str, Any], row: type[Any]) -> tuple[str, Keys]:
    """msgspec's sentence, and the keys down to what it speaks of."""
    sentence = str(wrong)
    found = WHERE.match(sentence)
    what = found["what"] if found else sentence
    keys = spelled_out(found["path"] if found else "", values, row, sentence)
    unknown = UNKNOWN.search(what)
    if unknown is None:
        return what, keys
    fields = [field.encode_name for field in msgspec.structs.fields(row)] if not keys else ()
    return what + likeliest(unknown["field"], fields), (*keys, unknown["field"])


def spelled_out(path: str, values: Any, row: type[Any], sentence: str) -> Keys:  # noqa: ANN401
    """The keys of msgspec's path; it writes [...] for a key of a table: the one that is wrong."""
    keys: Keys = ()
    for step in STEP.finditer(path):
        inner = at(values, keys)
        if step["name"]:
            keys += (step["name"],)
        elif step["place"].isdigit():
            keys += (int(step["place"]),)
        elif isinstance(inner, dict):
            keys += tuple(key for key in inner if fails_by(values, keys, key, row) == sentence)[:1]
    return keys


def fails_by(values: Any, keys: Keys, key: str, row: type[Any]) -> str:  # noqa: ANN401
    """What is wrong when a table has this one key alone."""
    try:
        msgspec.convert(with_only(values, keys, key), row)
    except msgspec.ValidationError as wrong:
        return str(wrong)
    return ""


def with_only(values: Any, keys: Keys, key: str) -> Any:  # noqa: ANN401
    if not keys:
        return {key: values[key]}
    return values | {keys[0]: with_only(values[keys[0]], keys[1:], key)}


def at(values: Any, keys: Keys) -> Any:  # noqa: ANN401
    for key in keys:
        values = values[key]
    return values


def line_of(text: str, kind: str, place: int, *keys: str | int) -> int:
    """The line of a key in the place-th table of its kind; of the table where it has none."""
    return Lines(text).of((kind, place, *keys))


def dotted(keys: Iterable[str | int]) -> str:
    """As people write it: `terms.ro`, `names`."""
    return ".".join(key for key in keys if isinstance(key, str))


def likeliest(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?` where something known is spelled much like it."""
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""
