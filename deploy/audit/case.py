"""evidence, journal → case: who was seen, how it ended, what was shown; indexed for all rows."""

from collections import defaultdict
from functools import cached_property

from deploy.audit.commits import Commit
from deploy.audit.evidence import Evidence
from deploy.audit.facts import Found, Position, Published, Standing, Version
from deploy.audit.journal import Journal, Shown

ENDS = frozenset({"published", "copy", "unchanged", "superseded", "filtered", "dead"})
Revision = tuple[str, int]  # url, number


class Case:
    """`killed` says that processes were killed: then work is repeated, and counters begin anew."""

    def __init__(
        self, evidence: Evidence, journal: Journal, commits: list[Commit], *, killed: bool
    ) -> None:
        self.evidence, self.journal, self.commits, self.killed = evidence, journal, commits, killed
        self.seen: dict[Version, Standing] = {}
        self.ends: dict[Version, list[Standing]] = defaultdict(list)
        self.repeats: list[Standing] = []
        self.odd: list[Standing] = []  # lines whose word nobody knows
        for told in evidence.ledger:
            self._note(told)
        self.of_revision: dict[Revision, list[Version]] = defaultdict(list)
        self.bare: dict[str, list[Version]] = defaultdict(list)  # by feed: seen without an entry
        for version, told in self.seen.items():
            self._sort(version, told)
        self.letters: dict[Position, list[Found]] = defaultdict(list)
        for letter in evidence.dead:
            self.letters[source_of(letter)].append(letter)
        self.put_at = {
            (put.topic.removeprefix("articles."), put.partition, put.offset): put
            for put in journal.puts
        }
        self.planted = {one.version for one in self.put_records() if one.version}
        self.editions = dict(self._editions())

    def _note(self, told: Standing) -> None:
        what = told.line.what
        if what == "seen":
            self.seen.setdefault(told.version, told)
        elif what in ENDS:
            self.ends[told.version].append(told)
        else:
            (self.repeats if what == "repeat" else self.odd).append(told)

    def _sort(self, version: Version, told: Standing) -> None:
        if told.line.entry is None:
            self.bare[told.line.feed].append(version)
        else:
            entry = told.line.entry.entry
            self.of_revision[entry.url, entry.revision].append(version)

    def _editions(self) -> list[tuple[Version, Shown]]:
        return [
            (version, self.journal.editions[revision])
            for revision, versions in self.of_revision.items()
            if revision in self.journal.editions
            for version in versions
        ]

    def put_records(self) -> list[Found]:
        """The inner records that came from outside."""
        inner = self.evidence.inner.values()
        return [one for records in inner for one in records if one.position in self.put_at]

    def end_of(self, version: Version) -> str | None:
        """How a version ended: its first end; after `dead` the last one."""
        told = [one.line.what for one in self.ends.get(version, ()) if not one.line.retag]
        if not told:
            return None
        return told[0] if told[0] != "dead" else told[-1]

    def lines_of(self, version: Version) -> list[Standing]:
        return self.ends.get(version, [])

    def of_url(self, url: str) -> list[Published]:
        """What was published under an address, in the order of its topics."""
        return self._by_url.get(url, [])

    @cached_property
    def _by_url(self) -> dict[str, list[Published]]:
        found: dict[str, list[Published]] = defaultdict(list)
        for one in self.evidence.published:
            found[one.url].append(one)
        return found


def source_of(letter: Found) -> Position:
    """Where a dead letter says that it came from."""
    topic, _, rest = letter.said("source").partition("/")
    partition, _, offset = rest.partition("/")
    numbers = partition.isdecimal() and offset.isdecimal()
    place = (int(partition), int(offset)) if numbers else (-1, -1)
    return topic.rpartition("articles.")[2], *place
