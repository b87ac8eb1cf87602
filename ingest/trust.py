"""Which reader a feed gets: the fast one, once it has said the same as feedparser. Pure."""

from ingest.documents import ParsedFeed, Reader

ENOUGH = 3  # readings in a row on which both agreed, field by field
AUDITED = 1 / 50  # share of the fast readings that feedparser checks
BANISHED = -50  # readings that feedparser alone does after a disagreement


def reader_of(trust: int, draw: float) -> Reader:
    """Who reads a feed of this trust this time; `draw` in [0, 1) picks what is audited."""
    if trust < 0:
        return "reference"
    return "fast" if trust >= ENOUGH and draw >= AUDITED else "both"


def trust_after(trust: int, feed: ParsedFeed) -> int:
    """What the feed is trusted after this reading."""
    if feed.agreed is None:  # only one has read it
        return min(trust + 1, 0) if trust < 0 else trust
    return min(trust + 1, ENOUGH) if feed.agreed else BANISHED
