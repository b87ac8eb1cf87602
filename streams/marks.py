"""A place in the text that speaks for a tag: the rule that says so, where, and how much."""

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """Offsets in the page's text, end exclusive."""

    rule: str
    start: int
    end: int
    weight: float = 1.0
