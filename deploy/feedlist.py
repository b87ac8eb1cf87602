"""The home's own feeds.toml, changed by commands: tables added, tables switched off and on."""

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from config.errors import ConfigError
from config.feeds import Feed, feed_id, load_feeds, told_apart
from config.tables import load_tables
from deploy.opml import Outline

HEADER = "# Feeds added or changed by `wiredesk feeds`; read after the shipped ones.\n"
TABLE = re.compile(r"^\s*\[\[feed\]\]", re.M)
DISABLED = re.compile(r"^\s*disabled\s*=.*\n?", re.M)


class FeedList:
    """One file; what stands in it beside the change stays as it is, comments too."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, feeds: Sequence[Feed]) -> None:
        """Append these feeds. Raises ConfigError when the file is wrong already."""
        self._write(self._text() + "".join(f"\n{table(feed)}" for feed in feeds))

    def switch(self, feed: Feed, *, off: bool) -> None:
        """Disable or enable a feed; one that is declared elsewhere gets a table here."""
        ids = [known.id for known in self._feeds()]
        if feed.id in ids:
            self._write(switched(self._text(), ids.index(feed.id), off=off))
        else:
            self.add([msgspec.structs.replace(feed, disabled=off)])

    def _feeds(self) -> list[Feed]:
        """In the file's order, with their ids filled in."""
        if not self._path.exists():
            return []
        named = {feed.url: feed for feed in load_feeds(self._path)}
        return [named.get(feed.url, feed) for feed in load_tables(self._path, "feed", Feed)]

    def _text(self) -> str:
        self._feeds()  # a broken file is told before anything is written
        return self._path.read_text("utf-8") if self._path.exists() else HEADER

    def _write(self, text: str) -> None:
        """Whole or not at all: a poller may read it at any moment."""
        new = self._path.with_suffix(f".{os.getpid()}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(text, "utf-8")
            load_feeds(new)
            new.replace(self._path)
        except OSError as error:
            raise ConfigError(f"{self._path}: cannot be written: {error.strerror}") from None
        finally:
            new.unlink(missing_ok=True)


def table(feed: Feed) -> str:
    """The feed as TOML, without what is as always."""
    plain, told = Feed(url=""), msgspec.structs.asdict(feed)
    lines = [f"{name} = {toml(told[name])}" for name in told if told[name] != getattr(plain, name)]
    return "\n".join(["[[feed]]", *lines]) + "\n"


def toml(value: object) -> str:
    """Strings, booleans and lists of strings are written alike in JSON and TOML, but for DEL."""
    given = list(value) if isinstance(value, tuple) else value
    return json.dumps(given, ensure_ascii=False).replace("\x7f", "\\u007f")


def switched(text: str, place: int, *, off: bool) -> str:
    """The text with the place-th table switched off or on."""
    starts = [found.start() for found in TABLE.finditer(text)] + [len(text)]
    begin, end = starts[place], starts[place + 1]
    block = DISABLED.sub("", text[begin:end])
    head, _, rest = block.lstrip("\n").partition("\n")
    mark = "disabled = true\n" if off else "disabled = false\n"
    gap = text[begin:end][: len(text[begin:end]) - len(text[begin:end].lstrip("\n"))]
    return f"{text[:begin]}{gap}{head}\n{mark}{rest}{text[end:]}"


class Imported(msgspec.Struct, frozen=True):
    """What became of the feeds of a list."""

    found: int
    fresh: tuple[Feed, ...]
    refused: tuple[str, ...]  # addresses that no feed can have

    @property
    def known(self) -> int:
        return self.found - len(self.fresh) - len(self.refused)


def imported(outlines: Iterable[Outline], known: Sequence[Feed]) -> Imported:
    """The feeds of a list that are not known yet, under names that are not taken."""
    taken = {feed.id for feed in known}
    urls: dict[str, Feed | None] = {feed.url: None for feed in known}
    refused, count = [], 0
    for outline in outlines:
        count += 1
        feed = feed_of(outline)
        if feed is None:
            refused.append(outline.url)
        elif feed.url not in urls:
            name = told_apart(feed) if feed.id in taken else feed.id
            taken.add(name)
            urls[feed.url] = msgspec.structs.replace(feed, id=name)
    return Imported(count, tuple(feed for feed in urls.values() if feed), tuple(refused))


def feed_of(outline: Outline) -> Feed | None:
    """The feed that an outline means; nothing for other things than http addresses."""
    given = {"url": outline.url, "id": feed_id(outline.url), "publisher": outline.title}
    for more in ({"language": outline.language}, {}):  # many write English there, or en_US
        try:
            return msgspec.convert(given | more, Feed)
        except msgspec.ValidationError:
            continue
    return None
