"""The desks people subscribe to, as declared in desks.toml."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.errors import ConfigError
from config.tables import load_tables

Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
TopicCode = Annotated[str, Meta(pattern=r"^\d{8}$")]


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Conditions on an article: within a field any, across fields all, none at all: everything."""

    subjects: tuple[TopicCode, ...] = ()  # Media Topics, descendants included
    countries: tuple[Country, ...] = ()
    languages: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()  # URIs or names
    words: tuple[str, ...] = ()


class Desk(Filter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One desk: what it is called and what it wants."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,40}$")]
    label: str
    unwanted: Filter | None = msgspec.field(default=None, name="not")
    copies: Literal["first", "all", "none"] = "first"


def load_desks(path: Path) -> tuple[Desk, ...]:
    """All desks of a file. Raises ConfigError naming file, line and field."""
    desks = load_tables(path, "desk", Desk)
    names = [desk.name for desk in desks]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{path}: two desks are called {name}")
    return desks
