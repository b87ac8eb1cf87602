"""The feeds we ask, as declared in feeds.toml and in the home's own list."""

import hashlib
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from config.errors import ConfigError
from config.settings import Settings
from config.tables import load_tables

DURATION = re.compile(r"^(\d+)\s*([smhd])$")
LONGEST = 80  # characters of an id
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
Duration = Annotated[str, Meta(pattern=DURATION.pattern)]


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One feed: its address, whose it is, how it may be asked."""

    url: Annotated[str, Meta(pattern=r"^https?://\S+$")]
    id: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")] = ""  # made of the URL
    publisher: str = ""  # the host, when not told
    country: Annotated[str, Meta(pattern=r"^([A-Z]{2})?$")] = ""
    language: Annotated[str, Meta(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]+)*)?$")] = ""
    min_interval: Duration = "5m"
    pages: Literal["auto", "always", "never"] = "auto"
    exclude: tuple[str, ...] = ()  # patterns of links and titles that are not wanted
    ttl: Literal["obey", "ignore"] = "obey"  # how long feed and server say that it stays the same
    robots: Literal["obey", "ignore"] = "obey"
    tls: Literal["verify", "accept"] = "verify"
    allow_addresses: tuple[str, ...] = ()  # host:port, the only way to a non-public address
    disabled: bool = False

    @property
    def min_interval_seconds(self) -> int:
        return seconds(self.min_interval)


def seconds(duration: str) -> int:
    """`5m` → 300. Raises ValueError for what is no duration."""
    found = DURATION.match(duration)
    if not found:
        raise ValueError(f"{duration}: not a duration like 30s, 5m, 2h or 1d")
    return int(found[1]) * UNITS[found[2]]


def feed_files(settings: Settings) -> tuple[Path, ...]:
    """The declared feeds, those added by command, and the demo newsroom's while it runs."""
    home = Path(settings.home)
    demo = (home / "newsroom.toml",) if settings.demo else ()
    return (Path(settings.feeds), home / "feeds.toml", *demo)


def load_feeds(*paths: Path) -> tuple[Feed, ...]:
    """All feeds of these files, later files over earlier ones; files that are absent are passed by.

    Raises ConfigError naming file, line and field.
    """
    feeds: dict[str, Feed] = {}
    for path in paths:
        if path.exists():
            feeds |= feeds_of(path)
    return tuple(feeds.values())


def feeds_of(path: Path) -> dict[str, Feed]:
    """The feeds of one file by id. Raises ConfigError also when two of them bear one id."""
    feeds: dict[str, Feed] = {}
    for feed in load_tables(path, "feed", Feed):
        named = with_names(path, feed)
        if named.id in feeds and not feed.id:  # made of the address, by chance the same
            named = msgspec.structs.replace(named, id=told_apart(named))
        if feeds.get(named.id, named).url != named.url:
            raise ConfigError(f"{path}: {named.url}: id: {named.id!r} is another feed's")
        feeds[named.id] = named
    return feeds


def with_names(path: Path, feed: Feed) -> Feed:
    """The feed with its id and publisher filled in, its patterns checked."""
    for pattern in feed.exclude:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ConfigError(f"{path}: {feed.url}: exclude: {pattern!r}: {error}") from None
    host = urlsplit(feed.url).hostname or ""
    return msgspec.structs.replace(
        feed, id=feed.id or feed_id(feed.url), publisher=feed.publisher or host
    )


def feed_id(url: str) -> str:
    """A readable id for a feed that was given none: host and path, in small letters."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    words = re.sub(r"[^a-z0-9]+", "-", f"{host}{parts.path}-{parts.query}".lower()).strip("-")
    return words if 0 < len(words) <= LONGEST else f"{words[:60].strip('-')}-{mark(url)}".strip("-")


def told_apart(feed: Feed) -> str:
    """Another id for a feed whose own is taken."""
    return f"{feed.id[:60]}-{mark(feed.url)}"


def mark(url: str) -> str:
    return hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=4).hexdigest()
