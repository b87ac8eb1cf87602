"""ledger lines → account: seen = ended + in flight, by feed and day. Knows no pipeline code."""

from collections import Counter, OrderedDict
from typing import NamedTuple

import msgspec

ENDS = ("published", "copy", "unchanged", "superseded", "filtered", "dead")
REMEMBERED = 500_000  # ended versions; a `seen` repeated after its end must not count again


class Line(msgspec.Struct, frozen=True):
    """What the audit reads of a ledger line; everything else is not its business."""

    id: str
    seen_at: str
    what: str
    at: str
    feed: str = ""
    retag: int = 0
    version: int | None = None


class Open(NamedTuple):
    """An entry that was seen and has not ended."""

    feed: str
    at: str


class Account:
    """Feeds on ledger lines in the order of each partition; answers how the books stand."""

    def __init__(self) -> None:
        self.open: dict[tuple[str, str], Open] = {}
        self.seen = 0
        self.ended: Counter[str] = Counter()
        self.strangers = 0  # ends of entries whose `seen` line is older than what was read
        self.days: dict[tuple[str, str], Counter[str]] = {}
        self._done: OrderedDict[tuple[str, str], tuple[str, Open]] = OrderedDict()

    def take(self, line: Line) -> None:
        version = (line.id, line.seen_at)
        if line.what == "seen":
            self._begin(version, Open(line.feed, line.at))
        elif line.what in ENDS and line.retag == 0:
            self._end(version, line.what)

    def _begin(self, version: tuple[str, str], entry: Open) -> None:
        if version in self.open or version in self._done:
            return
        self.open[version] = entry
        self.seen += 1
        self._day(entry)["seen"] += 1

    def _end(self, version: tuple[str, str], what: str) -> None:
        """The first end counts; after `dead` (a redrive) the last one does."""
        if version in self._done:
            before, entry = self._done[version]
            if before != "dead" or what == "dead":
                return
            self._count(entry, before, -1)
        elif version in self.open:
            entry = self.open.pop(version)
        else:
            self.strangers += 1
            return
        self._count(entry, what, 1)
        self._done[version] = what, entry
        if len(self._done) > REMEMBERED:
            self._done.popitem(last=False)

    def _count(self, entry: Open, what: str, by: int) -> None:
        self.ended[what] += by
        self._day(entry)[what] += by

    def _day(self, entry: Open) -> Counter[str]:
        return self.days.setdefault((entry.feed, entry.at[:10]), Counter())

    def forget(self, before: str) -> None:
        """Let go of days before that one: their counts stand in `articles.coverage`."""
        for feed, day in [key for key in self.days if key[1] < before]:
            del self.days[feed, day]

    def unaccounted(self, before: str) -> list[tuple[str, str]]:
        """Versions seen before that moment that have not ended, oldest first."""
        late = [(entry.at, version) for version, entry in self.open.items() if entry.at < before]
        return [version for _, version in sorted(late)]

    def balance(self) -> int:
        """seen − ended − in flight: 0, or the books themselves are wrong."""
        return self.seen - self.ended.total() - len(self.open)


class Publications:
    """Feeds on what was published; knows what came twice and which versions went down."""

    def __init__(self) -> None:
        self._latest: OrderedDict[str, int] = OrderedDict()
        self.count = 0
        self.twice: list[tuple[str, int]] = []
        self.backwards: list[tuple[str, int]] = []

    def take(self, id: str, version: int) -> None:
        latest = self._latest.get(id, 0)
        self.count += 1
        if version == latest:
            self.twice.append((id, version))
        elif version < latest:
            self.backwards.append((id, version))
        self._latest[id] = max(latest, version)
        self._latest.move_to_end(id)
        if len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)
