"""The headline's first word → how urgent it is, as news agencies count: 1 flash … 4 normal."""

from streams.letters import Page
from streams.lexicon import Hit

NORMAL = 4
OPENS = 2  # characters that may stand before it: a quotation mark, a bracket


def urgency(hits: list[Hit], page: Page) -> tuple[int, tuple[Hit, ...]]:
    """The urgency and the word that says so, if any does."""
    first = min(OPENS, len(page.title) - 1)
    found = [hit for hit in hits if hit.entry.kind == "urgency" and hit.start <= first]
    if not found:
        return NORMAL, ()
    most = min(found, key=lambda hit: int(hit.entry.tag))
    return int(most.entry.tag), (most,)
