"""journal → what a simulated web has shown: the plan against which an installation is audited.

One JSON object a line: after each complete response `{"feed", "shown", "gap"}`, with the editions
that were shown for the first time; `{"put"}` for a message that somebody put straight onto an inner
topic. The revision of an entry is told to the product as its category `r<number>`; its mark stands
in its title and at the beginning of its text.
"""

from pathlib import Path

import msgspec

from config.errors import ConfigError


class Shown(msgspec.Struct, frozen=True):
    """An edition of an entry that a complete response has shown."""

    url: str
    token: str
    revision: int
    kind: str
    expect: tuple[str, ...]  # the endings that are right for it
    mark: str  # a word of its title and its text
    title: str
    group: str = ""  # of a copy: the token of its original, which may be overtaken by it
    dated: str | None = None  # the date that must be published: 2017-11-03T07:52:11Z
    text_sha256: str | None = None  # of the text that must be published
    paged: bool = False  # its text comes from a page, which may be a later revision's


class Put(msgspec.Struct, frozen=True):
    """A message that came onto an inner topic from outside."""

    topic: str  # without the prefix: articles.clean
    partition: int
    offset: int
    sha256: str
    expect: tuple[str, ...] = ("parked",)  # parked, passed


class Line(msgspec.Struct, frozen=True):
    feed: str = ""
    shown: tuple[Shown, ...] = ()
    gap: bool = False
    put: Put | None = None


class Journal:
    """All of a journal: editions by (url, revision), in the order in which they were shown."""

    def __init__(self, lines: list[Line]) -> None:
        self.editions = {(one.url, one.revision): one for line in lines for one in line.shown}
        self.feeds = {(one.url, one.revision): line.feed for line in lines for one in line.shown}
        self.puts = [line.put for line in lines if line.put]
        self.gaps = sum(line.gap for line in lines)
        self.last: dict[str, Shown] = {}
        for one in self.editions.values():
            before = self.last.get(one.url)
            if before is None or before.revision < one.revision:
                self.last[one.url] = one
        self.copied = {one.group for one in self.editions.values() if one.group}
        self.marks: dict[str, set[str]] = {}  # url → the marks of all its revisions
        for one in self.editions.values():
            self.marks.setdefault(one.url, set()).add(one.mark)


def read_journal(path: Path) -> Journal:
    """Raises ConfigError for a file that is no journal."""
    decoder = msgspec.json.Decoder(Line)
    try:
        return Journal([decoder.decode(line) for line in path.read_bytes().splitlines() if line])
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(f"--journal: {path}: {error}") from None
