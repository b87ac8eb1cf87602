"""Where is this article? What ledger, frontier, topics, store and dead letters know of it."""

from collections.abc import Iterator

import msgspec
import redis
from kafka.partitioner import murmur2

from config.clients import redis_sync
from config.codec import LEDGER, PUBLISHED
from config.feeds import Feed, feed_files, load_feeds
from config.moments import milliseconds, moment
from config.published import LedgerLine
from config.settings import Settings
from config.topics import Name, topic_name
from config.urls import host_of, registrable
from deploy.letters import Letter, letters
from deploy.reading import read_so_far

STAGES: tuple[tuple[Name, str], ...] = (  # topic → the stage that reads it, last one first
    ("tagged", "publish"), ("resolved", "tag"), ("clean", "dedup"), ("raw", "clean"),
)  # fmt: skip
SLACK_MS = 60_000  # clocks of pollers and brokers may differ by so much


class Version(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is known of one version of an article."""

    seen_at: str
    feed: str
    way: list[str] = []  # one line a stage: when, which, with which verdict
    ended: str | None = None
    reason: str | None = None
    version: int | None = None
    waits: str | None = None  # where, if it has not ended


class Trace(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is known of an article, or of the feeds that would carry it."""

    id: str
    versions: list[Version] = []
    letters: list[Letter] = []
    feeds: list[str] = []  # for an address never seen


def trace_of(settings: Settings, id: str, url: str | None) -> Trace:
    """Everything known of an id; for an unknown `url`, which feeds would carry it."""
    store = redis_sync(settings)
    trace = Trace(id=id, versions=list(versions(settings, store, id)))
    if trace.versions:
        trace.letters = letters_of(settings, id)
    elif url:
        trace.feeds = [about(settings, store, feed) for feed in feeds_of(settings, url)]
    return trace


def lane_of(settings: Settings, id: str) -> int:
    """The partition of an article: the default partitioner's, everywhere."""
    return int((murmur2(id.encode()) & 0x7FFFFFFF) % settings.partitions)


def versions(settings: Settings, store: redis.Redis, id: str) -> Iterator[Version]:
    for seen_at, lines in sorted(ledger_of(settings, id).items()):
        ends = [line for line in lines if line.what not in ("seen", "repeat")]
        told = Version(seen_at=seen_at, feed=lines[0].feed)
        told.way = [step(line) for line in lines]
        if ends:
            last = ends[-1]
            told.ended, told.reason, told.version = last.what, last.reason, last.version
            told.way[1:1] = steps(store, settings, id, last.version)
        else:
            told.waits = waiting(settings, store, id, seen_at)
        yield told


def ledger_of(settings: Settings, id: str) -> dict[str, list[LedgerLine]]:
    """The ledger's lines of an article, by version, in their order."""
    found: dict[str, list[LedgerLine]] = {}
    for record in read_so_far(
        settings, [topic_name(settings, "ledger")], only=lane_of(settings, id)
    ):
        if record.key == id.encode():
            line = LEDGER.decode(record.value)
            found.setdefault(line.seen_at, []).append(line)
    return found


def step(line: LedgerLine) -> str:
    extra = f" ({line.reason})" if line.reason else ""
    number = f" as version {line.version}" if line.version and line.what != "seen" else ""
    return f"{line.at}  {line.stage:8} {line.what}{number}{extra}"


def steps(store: redis.Redis, settings: Settings, id: str, version: int | None) -> list[str]:
    """The way that a published version carries itself."""
    value = store.hget(f"{settings.prefix}ver:{id}", str(version)) if version else None
    if not isinstance(value, bytes):
        return []
    way = PUBLISHED.decode(value).wiredesk.way
    return [f"{s.at or '':24}  {s.stage:8} {s.verdict or 'passed'}" for s in way]


def waiting(settings: Settings, store: redis.Redis, id: str, seen_at: str) -> str:
    """Where a version that has not ended is now."""
    member, front = f"{id} {seen_at}", f"{settings.prefix}front:"
    if store.hexists(f"{front}entries", member):
        tries = store.hget(f"{front}tries", member)
        return f"on the frontier, for its page ({int(tries or 0)} tries so far)"
    for name, stage in STAGES:
        if is_in(settings, name, id, seen_at):
            return f"in {topic_name(settings, name)}, for {stage}"
    return "between the ledger and the frontier; the poller puts it back"


def is_in(settings: Settings, name: Name, id: str, seen_at: str) -> bool:
    since = milliseconds(seen_at) - SLACK_MS
    lane = lane_of(settings, id)
    return any(
        record.headers.get("seen_at") == seen_at.encode() and record.key == id.encode()
        for record in read_so_far(settings, [topic_name(settings, name)], since_ms=since, only=lane)
    )


def letters_of(settings: Settings, id: str) -> list[Letter]:
    return [letter for letter, _ in letters(settings) if letter.id == id]


def feeds_of(settings: Settings, url: str) -> list[Feed]:
    """The declared feeds of the site that the address belongs to."""
    site = registrable(host_of(url))
    feeds = load_feeds(*feed_files(settings))
    return [feed for feed in feeds if registrable(host_of(feed.url)) == site]


def about(settings: Settings, store: redis.Redis, feed: Feed) -> str:
    """When a feed was last asked and what it said."""
    last, said = store.hmget(f"{settings.prefix}feed:{feed.id}", ["polled", "result"])
    if last is None:
        return f"{feed.id} would carry it; it has not been asked yet"
    return f"{feed.id} would carry it; last asked {moment(int(last))}: {text(said)}"


def text(value: bytes | str | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""
