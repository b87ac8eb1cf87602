"""Words found → evidence: which tag, which rule, and where exactly the words stand."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from config.published import Evidence
from streams.agencies import SURENESS, Attributed
from streams.letters import Page
from streams.lexicon import Hit

Found = TypeVar("Found")
MOST = 12  # per tag: enough to judge it by, and the record stays small


def proofs(
    make: Callable[[str, Found, Page], list[Evidence]], tag: str, found: Iterable[Found], page: Page
) -> list[Evidence]:
    """The evidence of a list of tags; `tag` is their pointer, with {} for their place in it."""
    return [proof for at, one in enumerate(found) for proof in make(tag.format(at), one, page)]


def word_proofs(tag: str, hits: Sequence[Hit], page: Page) -> list[Evidence]:
    """The strongest of the words behind a tag, each term once before any twice, in text order."""
    ranked = sorted(hits, key=lambda hit: (-hit.entry.term.weight, hit.start, hit.entry.rule))
    first = {hit.entry.rule: hit for hit in reversed(ranked)}
    kept = [hit for hit in ranked if first[hit.entry.rule] is hit]
    again = [hit for hit in ranked if first[hit.entry.rule] is not hit]
    shown = sorted([*kept, *again][:MOST], key=lambda hit: (hit.start, hit.end, hit.entry.rule))
    return [
        proof(tag, hit.entry.rule, (hit.start, hit.end), hit.entry.term.weight, page)
        for hit in shown
    ]


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
