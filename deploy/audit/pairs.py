"""ledger lines ↔ records, letters: whatever the ledger says was published or parked is there."""

from collections.abc import Iterable, Mapping

from config.moments import milliseconds
from deploy.audit.account import Line

EDGE_MS = 5000  # of a reading; the two of a pair may lie on two sides of it
Pair = tuple[str, str]  # id, and version or seen_at


class Pairs:
    """Feeds on both sides of what must come in twos; knows what is alone."""

    def __init__(self) -> None:
        self._told: dict[Pair, int] = {}  # published in the ledger → when (ms)
        self._records: dict[Pair, int] = {}
        self._dead: dict[Pair, int] = {}
        self._letters: dict[Pair, int] = {}

    def line(self, line: Line) -> None:
        at = milliseconds(line.at)
        if line.what in ("published", "copy") and line.version is not None:
            self._told[line.id, str(line.version)] = at
        elif line.what == "dead":
            self._dead[line.id, line.seen_at] = at

    def record(self, id: str, version: int, at: int) -> None:
        self._records[id, str(version)] = at

    def letter(self, headers: Mapping[str, bytes], at: int) -> None:
        """A dead letter; evidence and letters of strangers have no line, notes are no letters."""
        if headers.keys() & {"evidence", "note"} or "id" not in headers:
            return
        told = (headers.get(name, b"").decode(errors="replace") for name in ("id", "seen_at"))
        self._letters[next(told), next(told)] = at

    def alone(self, since: int, until: int) -> list[str]:
        """What has no other half, read between these two moments (ms)."""
        sides: Iterable[tuple[str, dict[Pair, int], dict[Pair, int]]] = (
            ("in the ledger alone", self._told, self._records),
            ("published without a line", self._records, self._told),
            ("parked without a letter", self._dead, self._letters),
        )
        return [
            f"{' '.join(pair)} {what}"
            for what, these, those in sides
            for pair, at in these.items()
            if pair not in those and since + EDGE_MS < at < until - EDGE_MS
        ]
