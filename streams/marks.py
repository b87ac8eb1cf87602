"""A place in the text that speaks for a tag: the rule that says so, where, and how much."""

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """Offsets in the page's text, end exclusive."""

    rule: str
    start: int
    end: int
    weight: float = 1.0


Span = tuple[int, int]


def overlaps(one: Mark | Span, other: Mark | Span) -> bool:
    (start, end), (first, last) = span(one), span(other)
    return start < last and first < end


def span(one: Mark | Span) -> Span:
    return (one.start, one.end) if isinstance(one, Mark) else one
