"""ledger, enriched, copies → metrics and `articles.coverage`, for as long as it runs."""

import logging
import time
from collections.abc import Callable

import msgspec

from config.health import Pulse
from config.metrics import (
    AUDIT_BACKWARDS,
    AUDIT_ENTRIES,
    AUDIT_TWICE,
    IN_FLIGHT,
    UNACCOUNTED,
    UNACCOUNTED_SECONDS,
)
from config.moments import milliseconds, moment, now_ms
from config.settings import Settings
from config.topics import topic_name
from deploy.audit.account import Account, Line, Publications
from deploy.audit.coverage import CoverageWriter, oldest_day
from deploy.audit.pairs import Pairs
from deploy.reading import Record, follow

GRACE_MS = 15 * 60 * 1000  # beyond the patience with pages; longer in flight is unaccounted
line_of = msgspec.json.Decoder(Line)
log = logging.getLogger(__name__)


class Books:
    """The account and the publications, fed record by record."""

    def __init__(self, settings: Settings) -> None:
        self.ledger = topic_name(settings, "ledger")
        self.public = (topic_name(settings, "enriched"), topic_name(settings, "copies"))
        self.account, self.publications = Account(), Publications()
        self._patience_ms = int(settings.page_patience * 1000) + GRACE_MS

    def late(self) -> list[tuple[str, str]]:
        """Versions that should have ended by now, oldest first."""
        return self.account.unaccounted(moment(now_ms() - self._patience_ms))

    def take(self, record: Record, pairs: Pairs | None = None) -> None:
        """Note a record of the ledger or of a public topic; in `pairs`, too, where wanted."""
        if record.topic == self.ledger:
            self._line(record, pairs)
            return
        id, _, version = record.headers.get("ce_id", b"").decode().rpartition(".")
        if id and version.isdecimal():
            self.publications.take(id, int(version))
            if pairs:
                pairs.record(id, int(version), record.timestamp)

    def _line(self, record: Record, pairs: Pairs | None) -> None:
        try:
            line = line_of.decode(record.value)
        except msgspec.DecodeError as error:
            where = f"{record.partition}/{record.offset}"
            log.warning("bad_ledger_line", extra={"error": str(error), "position": where})
            return
        self.account.take(line)
        if pairs:
            pairs.line(line)


def watch(settings: Settings, pulse: Pulse, stopping: Callable[[], bool]) -> None:
    """Follow the topics until `stopping`; metrics every second, coverage every minute."""
    books, coverage, told = Books(settings), CoverageWriter(settings), 0.0
    for record in follow(settings, (books.ledger, *books.public), since_ms=0):
        if record is not None:
            books.take(record)
        if time.monotonic() - told > 1:
            told = time.monotonic()
            pulse.tick()
            pulse.not_ready = None
            tell(books)
            coverage.write(books.account.days)
            books.account.forget(oldest_day())
            if stopping():
                break
    coverage.close()


def tell(books: Books) -> None:
    """The state of the books, as metrics."""
    AUDIT_ENTRIES.labels("seen").set(books.account.seen)
    for what, count in books.account.ended.items():
        AUDIT_ENTRIES.labels(what).set(count)
    UNACCOUNTED.set(len(books.late()))
    IN_FLIGHT.set(len(books.account.open))
    oldest = min((entry.at for entry in books.account.open.values()), default=None)
    UNACCOUNTED_SECONDS.set(0 if oldest is None else (now_ms() - milliseconds(oldest)) / 1000)
    AUDIT_TWICE.set(len(books.publications.twice))
    AUDIT_BACKWARDS.set(len(books.publications.backwards))
