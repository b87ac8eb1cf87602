"""What `try page --explain` shows on a terminal: the page for an editor's eyes, not a program's."""

import textwrap
from collections.abc import Iterator

from streams.explain import Explained

WIDTH = 96


def report(facts: dict[str, str | None], told: Explained) -> str:
    """The page's facts, its paragraphs (`+` kept, `-` dropped and why) and the time each step took.

    `facts` are shown in their order, empty ones left out.
    """
    return "\n".join([*heading(facts, told), "", *text(told), "", steps(told), ""])


def heading(facts: dict[str, str | None], told: Explained) -> Iterator[str]:
    shown = facts | {
        "section": told.section, "updated": told.updated_at, "dates": ", ".join(told.dates),
        "image": told.image, "lives at": told.canonical_url,
        "rights": ", ".join(f"{name} {word}" for name, word in told.rights.items()),
        "because": told.why,
    }  # fmt: skip
    for name, value in shown.items():
        if value:
            yield from wrapped(f"{name:<10} ", value)


def text(told: Explained) -> Iterator[str]:
    for paragraph in told.kept:
        yield from wrapped("+ ", paragraph)
    for one in told.dropped:
        yield from wrapped("- ", f"[{one.why}] {one.text}")


def wrapped(before: str, value: str) -> list[str]:
    return textwrap.wrap(
        value, WIDTH, initial_indent=before, subsequent_indent=" " * len(before)
    )  # fmt: skip


def steps(told: Explained) -> str:
    return "CPU ms     " + ", ".join(f"{name} {ms:g}" for name, ms in told.milliseconds.items())
