"""IPTC Media Topics: what each code is called, in five languages, and what stands above it.

The concepts are IPTC's (CC BY 4.0, see mediatopics.tsv); the Romanian labels are ours.
"""

from functools import cache
from pathlib import Path

import msgspec

from config.published import TOPIC_URI

FILE = Path(__file__).with_name("mediatopics.tsv")
LABELS = ("en", "de", "fr", "es", "ro")  # columns of the file, behind code, parent, retired


class Topic(msgspec.Struct, frozen=True):
    """One concept of the taxonomy. A retired one still has its labels but is never assigned."""

    code: str
    parent: str | None
    retired: str | None  # the day, YYYY-MM-DD
    labels: dict[str, str]


@cache
def topics() -> dict[str, Topic]:
    """Every concept by its code, retired ones included, in the order of their codes."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return {row[0]: topic(row) for row in rows}


def topic(row: list[str]) -> Topic:
    code, parent, retired, *labels = row
    named = {language: label for language, label in zip(LABELS, labels, strict=True) if label}
    return Topic(code, parent or None, retired or None, named)


def exists(code: str) -> bool:
    """Whether the taxonomy has ever had this code."""
    return code in topics()


def is_assignable(code: str) -> bool:
    """Whether an article may get this code: it exists and is not retired."""
    return exists(code) and topics()[code].retired is None


def label(code: str, language: str = "en") -> str:
    """The name of a topic; in English where it has none in the language. Unknown: the code."""
    if not exists(code):
        return code
    labels = topics()[code].labels
    return labels.get(language.partition("-")[0]) or labels["en"]


def parent(code: str) -> str | None:
    """The next broader topic; None for a top level one, and for an unknown code."""
    return topics()[code].parent if exists(code) else None


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """All broader topics, the nearest first. Itself not included."""
    above = parent(code)
    return (above, *ancestors(above)) if above else ()


def top(code: str) -> str:
    """The broadest topic above a code, or itself."""
    return (code, *ancestors(code))[-1]


def top_levels() -> tuple[str, ...]:
    """The seventeen topics that have nothing above them."""
    return tuple(code for code, concept in topics().items() if concept.parent is None)


def uri(code: str) -> str:
    """What names the topic in an item."""
    return TOPIC_URI + code
