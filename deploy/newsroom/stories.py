"""What the newsroom has to tell: stories, outlets, retellings and corrections, from TOML."""

from pathlib import Path
from random import Random
from typing import Literal

import msgspec

from config.tables import load_tables

HERE = Path(__file__).parent
LANGUAGES = ("ro", "en", "fr", "de")
OTHERWISE = "\n~ "  # before another way to say the same


class Outlet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A newspaper and what its pages look like."""

    id: str
    name: str
    country: str
    language: str
    feed: Literal["rss", "atom", "content", "broken"]
    slow: float = 0.0  # seconds its feed takes to answer
    sections: tuple[str, ...] = ()
    related: str = ""
    cookies: str = ""
    footer: str = ""


class Story(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to report. A recurring one is told in new words and numbers each time."""

    slug: str
    outlet: str
    section: str
    author: str
    headline: str
    text: str
    agency: str = ""
    recurring: bool = False
    values: dict[str, tuple[str, ...]] = {}  # words to choose from, or ranges like 2..9


class Retelling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same story in another paper."""

    of: str
    outlet: str
    change: Literal["headline", "shorter", "plain"]
    headline: str


class Correction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A story put right by the paper that told it."""

    of: str
    outlet: str
    headline: str
    note: str
    was: str = ""
    becomes: str = ""


class Wording(msgspec.Struct, frozen=True):
    """One way a story is told."""

    headline: str
    paragraphs: tuple[str, ...]


class Second(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of all that is told a second time."""

    retelling: tuple[Retelling, ...]
    correction: tuple[Correction, ...]


def outlets() -> dict[str, Outlet]:
    return {outlet.id: outlet for outlet in load_tables(HERE / "outlets.toml", "outlet", Outlet)}


def stories() -> tuple[Story, ...]:
    files = (HERE / f"stories_{language}.toml" for language in LANGUAGES)
    return tuple(story for file in files for story in load_tables(file, "story", Story))


def second_tellings() -> Second:
    return msgspec.toml.decode((HERE / "retellings.toml").read_bytes(), type=Second)


def worded(story: Story, chance: Random) -> Wording:
    """The story in words: for a recurring one, one of very many."""
    values = {name: drawn(choices, chance) for name, choices in story.values.items()}
    return Wording(
        said(story.headline, values, chance),
        tuple(said(part, values, chance) for part in story.text.strip().split("\n\n")),
    )


def drawn(choices: tuple[str, ...], chance: Random) -> str:
    choice = chance.choice(choices)
    first, dots, last = choice.partition("..")
    return str(chance.randint(int(first), int(last))) if dots else choice


def said(ways: str, values: dict[str, str], chance: Random) -> str:
    """One of the ways to say it, with the values filled in, beginning with a capital."""
    text = chance.choice(ways.strip().split(OTHERWISE)).strip()
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text[0].upper() + text[1:]
