"""config/rules/genres → the words that say what kind of piece an article is."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.tables import load_tables
from streams.lexicon import Entry
from streams.rulefile import read_names

Genre = Literal["live", "opinion", "interview", "analysis", "obituary", "market"]


class GenreTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A [[genre]] as written."""

    name: Genre
    at: Literal["start", "title", "end"]
    words: Annotated[str, Meta(pattern=r"\w")]


def genre_entries(path: Path) -> list[Entry]:
    """What headlines of each kind say; nothing without a file. Raises ConfigError."""
    if not path.exists():
        return []  # rules from before there were genres
    return [
        Entry(
            kind="genre",
            tag=f"{table.name}:{table.at}",
            rule=f"genre:{table.name}:{term.text}",
            term=term,
            case="capitals" if term.capitals else "capital" if table.at == "start" else "any",
        )
        for place, table in enumerate(load_tables(path, "genre", GenreTable, needed=True))
        for term in read_names(path, "genre", place, "words", table.words)
    ]
