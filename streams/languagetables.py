"""a rules file with a table for each language → the tables, by language."""

from pathlib import Path
from typing import TypeVar

import msgspec

from config.tables import load_tables
from streams.rulefile import checked_languages, checked_once


class LanguageTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table for one language has, whatever else it says. `any` stands for all."""

    language: str


Table = TypeVar("Table", bound=LanguageTable)


def language_tables(path: Path, kind: str, row: type[Table]) -> dict[str, Table]:
    """All `[[kind]]` tables of a file. Raises ConfigError, also for a language that comes twice."""
    tables = load_tables(path, kind, row, needed=True)
    checked_once(path, kind, "language", [table.language for table in tables])
    for place, table in enumerate(tables):
        checked_languages(path, kind, place, "language", {table.language: ""})
    return {table.language: table for table in tables}
