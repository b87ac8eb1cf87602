"""What is known of a feed when its turn comes, and what its poll leaves behind."""

from collections.abc import Sequence

import msgspec
import xxhash

from config.feeds import Feed
from ingest.marks import Marks
from ingest.rhythm import NONE, Rhythm
from ingest.sighting import Sighting
from ingest.standing import Self


class Turn(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One feed leased for one poll; `token` proves it. The rest its last polls have saved.

    Stored by place, 180,000 times: new fields go to the end.
    """

    feed: str = ""  # this and the next two are of the lease, and not stored
    token: str = ""
    due: int = 0  # ms
    days: str = ""  # its polls of today and yesterday, see history.py; stored apart, for the audit
    declared: int = 0  # mark of the address by which it was declared when this was learned
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
    state: str = ""  # active, failing, silent, quarantined or gone; this and the rest of its last
    result: str = ""  # poll: for those who ask how it is
    status: int = 0
    why: str = ""
    news: int = 0  # ms; when it last had some
    next: int = 0  # ms; when it is to be asked again
    left: int = 0  # entries that were too many
    entries: int = 0

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
    known: Turn
    marks: Marks | None = None
    sightings: Sequence[Sighting] = ()  # for the frontier
    ended: Sequence[Sighting] = ()  # that have ended already
    gap: bool = False  # something may have been missed before
    rest: float = 0  # s that its host wants to be left alone


KEPT = (  # at another address: how it publishes; most addresses change by a letter
    "trust", "ttl", "polled", "hush", "longest", "rhythm", "history", "days", "state", "news",
)  # fmt: skip
ENCODER, DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Turn)
NEVER = Turn()  # of a feed that was never asked
LINES = 4  # of text before it: what is declared, for the scripts (roster_feed.lua)


def packed(turn: Turn) -> bytes:
    """What is known of a feed, without the lease: a line of text, and the rest."""
    bare = msgspec.structs.replace(turn, feed="", token="", due=0, days="")
    return turn.days.encode() + b"\n" + ENCODER.encode(bare)


def unpacked(value: bytes | None) -> Turn:
    """What is known of a feed, of its value in Redis; nothing of bytes of another making."""
    *_, days, kept = value.split(b"\n", LINES + 1) if value else (b"", b"")
    try:
        return msgspec.structs.replace(DECODER.decode(kept), days=days.decode())
    except (msgspec.DecodeError, UnicodeDecodeError):
        return NEVER


def declared(value: bytes) -> bytes:
    """What is declared of a feed, of its value in Redis: what stands before the rest."""
    return b"".join(line + b"\n" for line in value.split(b"\n", LINES)[:LINES])


def turn_of(token: str, feed: bytes, due: bytes, value: bytes) -> Turn:
    """The turn of a leased feed: its id, when it was due, its value."""
    lease = {"feed": feed.decode(), "token": token, "due": int(float(due))}
    return msgspec.structs.replace(unpacked(value), **lease)


def declared_as(turn: Turn, feed: Feed) -> Turn:
    """The turn of a feed as it is declared: what was learned at another address is forgotten."""
    mark = mark_of(feed.url)
    if turn.declared == mark:
        return turn
    kept = {name: getattr(turn, name) for name in ("feed", "token", "due", *KEPT)}
    return Turn(declared=mark, **kept)


def mark_of(address: str) -> int:
    return int(xxhash.xxh32_intdigest(address.encode()))
