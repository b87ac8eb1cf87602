"""What is known of a feed when its turn comes, and what its poll leaves behind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from ingest.marks import Marks
from ingest.rhythm import NONE, Rhythm, unpacked
from ingest.scripts import text
from ingest.sighting import Sighting
from ingest.standing import Self


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One feed leased for one poll; `token` proves it. The rest its last polls have saved."""

    feed: str
    token: str
    due: int  # ms
    etag: str = ""
    last_modified: str = ""
    body: str = ""  # hash of the last body
    failures: float = 0  # in a row, graded: see schedule.py
    ttl: float = 0  # s, as the feed said
    trust: int = 0  # in the fast reader, see trust.py
    liar: int = 0  # ms; when its server said 304 and had news
    address: str = ""  # where it has moved for good; empty: as declared
    moved_to: str = ""  # where it says to have moved, and since when (ms) it says so
    moved_at: int = 0
    quarantine: str = ""  # why it may be another feed by now
    home: str = ""  # this and the next two: by what it is known
    title: str = ""
    language: str = ""
    drip: str = ""  # how far the maps of a sitemap index have been read
    identity: str = ""  # `content`: its guids change and name nothing
    hub: str = ""  # who pushes its news, and under which name
    topic: str = ""
    polled: int = 0  # ms; when it last was
    pushed: int = 0  # ms; when that last brought news before a poll did
    hush: float = 0  # occasions to publish that it has let pass since its last news
    longest: float = 0  # the most of them that was ordinary
    rhythm: Rhythm = NONE
    history: bytes = b""

    @property
    def known_as(self) -> Self:
        return Self(home=self.home, title=self.title, language=self.language)

    @property
    def rotates(self) -> bool:
        """An index that does not say which of its maps have changed: they take turns for ever."""
        return self.drip.isdecimal()


class Save(msgspec.Struct, frozen=True, kw_only=True):
    """What one poll leaves behind. Without `marks` those of before stay."""

    due: int
    facts: Mapping[str, str]
    marks: Marks | None = None
    sightings: Sequence[Sighting] = ()  # for the frontier
    ended: Sequence[Sighting] = ()  # that have ended already
    gap: bool = False  # something may have been missed before
    failing: bool = False  # no answer, or none that is a feed
    rest: float = 0  # s that its host wants to be left alone
    state: str = "active"  # or failing, silent, quarantined, gone
    rhythm: Rhythm = NONE
    history: bytes = b""


def decimal(value: bytes) -> float:
    return float(text(value) or 0)


READERS: dict[str, Callable[[bytes], Any]] = dict.fromkeys(Turn.__struct_fields__[3:], text) | {
    "failures": decimal, "ttl": decimal, "trust": int, "liar": int, "moved_at": int, "polled": int,
    "pushed": int,
    "hush": decimal, "longest": decimal, "rhythm": unpacked, "history": bytes,
}  # fmt: skip


def turn_of(token: str, feed: bytes, due: bytes, told: Sequence[bytes]) -> Turn:
    """The turn of a leased feed: its id, when it was due, its hash; what is not there is empty."""
    pairs = zip(map(text, told[::2]), told[1::2], strict=True)
    facts = {name: READERS[name](value) for name, value in pairs if name in READERS}
    return Turn(feed=text(feed), token=token, due=int(decimal(due)), **facts)
