"""The poller's lines in articles.ledger: an entry was seen; a feed's own rules do not want it."""

import msgspec

from config.books import LedgerLine
from config.codec import LEDGER
from config.moments import now_moment
from ingest.sighting import Sighting, for_ledger

STAGE = "poll"


def seen_line(seen: Sighting) -> bytes:
    """That an entry was seen, with all it takes to bring it in should Redis forget it."""
    return line(seen, "seen", entry=msgspec.Raw(for_ledger(seen)))


def excluded_lines(seen: Sighting) -> tuple[bytes, bytes]:
    """That an entry was seen and ends here, because its feed's rules exclude it.

    Nobody must bring it in should the second line get lost: the first one carries no entry.
    """
    return line(seen, "seen"), line(seen, "filtered", reason="excluded")


def line(
    seen: Sighting,
    what: str,
    reason: str | None = None,
    entry: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET,
) -> bytes:
    return LEDGER.encode(
        LedgerLine(
            id=seen.entry.id,
            seen_at=seen.seen_at,
            feed=seen.feed,
            what=what,
            at=now_moment(),
            stage=STAGE,
            reason=reason,
            entry=entry,
        )
    )
