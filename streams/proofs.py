"""Words found → evidence: which tag, which rule, and where exactly the words stand."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from config.published import Evidence
from streams.agencies import SURENESS, Attributed
from streams.letters import Page
from streams.lexicon import Hit
from streams.marks import Mark

Found = TypeVar("Found")
MOST = 12  # per tag: enough to judge it by, and the record stays small


def proofs(
    make: Callable[[str, Found, Page], list[Evidence]], tag: str, found: Iterable[Found], page: Page
) -> list[Evidence]:
    """The evidence of a list of tags; `tag` is their pointer, with {} for their place in it."""
    return [proof for at, one in enumerate(found) for proof in make(tag.format(at), one, page)]


def word_proofs(tag: str, hits: Sequence[Hit], page: Page) -> list[Evidence]:
    """The strongest of the words behind a tag."""
    marks = [Mark(hit.entry.rule, hit.start, hit.end, hit.entry.term.weight) for hit in hits]
    return mark_proofs(tag, marks, page)


def mark_proofs(tag: str, marks: Sequence[Mark], page: Page) -> list[Evidence]:
    """The strongest of the marks of a tag, each rule once before any twice, in text order."""
    ranked = sorted(marks, key=lambda mark: (-mark.weight, mark.start, mark.rule))
    first = {mark.rule: mark for mark in reversed(ranked)}
    kept = [mark for mark in ranked if first[mark.rule] is mark]
    again = [mark for mark in ranked if first[mark.rule] is not mark]
    shown = sorted([*kept, *again][:MOST], key=lambda mark: (mark.start, mark.end, mark.rule))
    return [proof(tag, mark.rule, (mark.start, mark.end), mark.weight, page) for mark in shown]


def agency_proofs(tag: str, places: Sequence[Attributed], page: Page) -> list[Evidence]:
    """The places where the text says that it has something from the agency, the surest first."""
    return [
        proof(
            tag, f"{place.agency}:{place.how}", (place.start, place.end), SURENESS[place.how], page
        )
        for place in places[:MOST]
    ]


def proof(tag: str, rule: str, span: tuple[int, int], weight: float, page: Page) -> Evidence:
    start, end = span
    in_body = start >= page.body_at
    shift = page.body_at if in_body else 0
    return Evidence(
        tag=tag,
        rule=rule,
        field="body" if in_body else "headline",
        start=start - shift,
        end=end - shift,
        surface=page.text[start:end],
        weight=weight,
    )
