"""The headline's first word → how urgent it is, as news agencies count: 1 flash … 4 normal."""

from streams.lexicon import Hit

NORMAL = 4
OPENS = 2  # characters that may stand before it: a quotation mark, a bracket


def urgency(hits: list[Hit]) -> tuple[int, tuple[Hit, ...]]:
    """The urgency and the word that says so, if any does."""
    found = [hit for hit in hits if hit.entry.kind == "urgency" and hit.start <= OPENS]
    if not found:
        return NORMAL, ()
    most = min(found, key=lambda hit: int(hit.entry.tag))
    return int(most.entry.tag), (most,)
