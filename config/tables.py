"""TOML files of one kind of table, validated whole; an error names file, line and field."""

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from config.errors import ConfigError

Row = TypeVar("Row")
WHERE = re.compile(r"^(?P<what>.*) - at `\$(?:\.(?P<field>[\w.]+))?.*`$")
UNKNOWN = re.compile(r"unknown field `(?P<field>\w+)`")


def load_tables(path: Path, kind: str, row: type[Row]) -> tuple[Row, ...]:
    """All `[[kind]]` tables of a file. Raises ConfigError with the file, line and field."""
    text = read(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from None
    strange = sorted(set(document) - {kind})
    if strange:
        raise ConfigError(f"{path}: `{strange[0]}` is not known here; expected [[{kind}]] tables")
    tables = document.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{path}: `{kind}` is no list of tables; expected [[{kind}]] tables")
    return tuple(
        converted(path, text, kind, place, values, row) for place, values in enumerate(tables)
    )


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None


def converted(  # noqa: PLR0913, PLR0917  the first four only say where an error stands
    path: Path, text: str, kind: str, place: int, values: dict[str, Any], row: type[Row]
) -> Row:
    try:
        return msgspec.convert(values, row)
    except msgspec.ValidationError as wrong:
        what, field = told(wrong)
        line = line_of(text, kind, place, field)
        raise ConfigError(f"{path}:{line}: [[{kind}]] {field}: {what}".replace(" :", ":")) from None


def told(wrong: msgspec.ValidationError) -> tuple[str, str]:
    """msgspec's sentence and the field it speaks of."""
    sentence = str(wrong)
    found = WHERE.match(sentence)
    if found and found["field"]:
        return found["what"], found["field"]
    unknown = UNKNOWN.search(sentence)
    return sentence, unknown["field"] if unknown else ""


def line_of(text: str, kind: str, place: int, field: str) -> int:
    """The line of a field in the place-th table of its kind; of the table itself without one."""
    lines, seen, head = text.splitlines(), -1, 1
    for number, line in enumerate(lines, start=1):
        if line.strip().startswith(f"[[{kind}]]"):
            seen, head = seen + 1, number if seen + 1 == place else head
        elif seen == place and field and re.match(rf"\s*{re.escape(field)}\s*=", line):
            return number
    return head
