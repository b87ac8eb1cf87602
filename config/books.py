"""What is kept of each entry: the ledger's lines, a feed's days. Field names are fixed for life."""

from typing import Literal

import msgspec

from config.published import Public, Sparse

Ending = Literal["published", "copy", "unchanged", "superseded", "filtered", "dead"]


class Coverage(Public, frozen=True, kw_only=True):
    """A record of `articles.coverage`: what one feed brought on one day (UTC), as far as is known.

    Entries count on the day on which they were seen, by how they ended; what is seen and has not
    ended is under way. `gaps` counts polls that did not overlap with the one before.
    """

    feed: str
    day: str  # 2017-11-03
    at: str  # when this was counted
    seen: int = 0
    published: int = 0
    copy: int = 0
    unchanged: int = 0
    superseded: int = 0
    filtered: int = 0
    dead: int = 0
    polls: int = 0  # tried
    polls_ok: int = 0  # answered with a feed, or with nothing new
    gaps: int = 0


class LedgerLine(Sparse, frozen=True, kw_only=True):
    """A line of `articles.ledger`: `seen` when an entry is seen, an Ending when it ends."""

    id: str
    seen_at: str
    feed: str
    what: str  # seen, repeat (no end), or an Ending
    at: str
    stage: str
    reason: str | None = None
    version: int | None = None
    retag: int | None = None
    # of `seen` lines: what the fetch needs (≤ 64 KiB); msgspec reads no Raw beside None
    entry: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
