"""The desks people subscribe to, as declared in desks.toml."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.codes import country_fault, language_fault, topic_fault
from config.tables import fault_at, load_tables


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Conditions on an article: within a field any, across fields all, none at all: everything."""

    subjects: tuple[str, ...] = ()  # Media Topics, descendants included
    countries: tuple[str, ...] = ()  # ISO 3166 alpha-2
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


Keys = tuple[str | int, ...]


def load_desks(path: Path) -> tuple[Desk, ...]:
    """All desks of a file. Raises ConfigError naming file, line and field."""
    desks = load_tables(path, "desk", Desk)
    for place, desk in enumerate(desks):
        for keys, why in faults(desk):
            raise fault_at(path, "desk", place, keys, why)
    names = [desk.name for desk in desks]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise fault_at(path, "desk", place, ("name",), f"another desk is called {name}, too")
    return desks


def faults(desk: Desk) -> Iterator[tuple[Keys, str]]:
    """What no article can ever meet, and the keys down to it."""
    yield from filter_faults(desk, ())
    if desk.unwanted:
        yield from filter_faults(desk.unwanted, ("not",))


def filter_faults(conditions: Filter, above: Keys) -> Iterator[tuple[Keys, str]]:
    for field in Filter.__struct_fields__:
        fault = FAULTS.get(field, name_fault)
        for place, term in enumerate(getattr(conditions, field)):
            why = fault(term)
            if why:
                yield (*above, field, place), why


def name_fault(name: str) -> str | None:
    """Why no article has this name or word, or nothing."""
    if any(letter.isalnum() for letter in name):
        return None
    return f"{name!r} has no letter: it would never be found"


FAULTS: dict[str, Callable[[str], str | None]] = {
    "subjects": topic_fault,
    "countries": country_fault,
    "languages": language_fault,
}
