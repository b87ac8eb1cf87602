"""text of a huge feed → a portion of its items, with what stands above and below them. Pure."""

import re
from typing import NamedTuple

SIZE = 2000  # items; feedparser takes a second of CPU for so many, and hardly a feed has more
SHORTEST = 100_000  # characters that so many items have at least
CUT = re.compile(r"</((?:[\w.-]{1,40}:)?(?:item|entry))\s*>\s*(?=<\1[\s>])")
FIRST = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>]")
CLOSED = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>")


class Portion(NamedTuple):
    """A feed of some of the items; whether others follow."""

    text: str
    more: bool


def portion(text: str, number: int) -> Portion:
    """The feed in a text with its items from `number` × SIZE on; small feeds are one portion."""
    cuts = [found.end() for found in CUT.finditer(text)] if len(text) >= SHORTEST else []
    first = FIRST.search(text) if len(cuts) >= SIZE else None
    if first is None:
        return Portion(text, more=False)
    edges = [first.start(), *cuts[SIZE - 1 :: SIZE]]
    begin = edges[min(number, len(edges) - 1)]
    if number >= len(edges) - 1:
        return Portion(text[: edges[0]] + text[begin:], more=False)
    return Portion(text[: edges[0]] + text[begin : edges[number + 1]] + below(text, cuts[-1]), True)


def below(text: str, last: int) -> str:
    """What stands after the items, of which the last one begins at `last`."""
    ends = [found.end() for found in CLOSED.finditer(text, last)]
    return text[ends[-1] :] if ends else ""
