"""Where is this article? What ledger, frontier, topics, store and dead letters know of it."""

from collections.abc import Iterator, Sequence
from os.path import commonprefix
from typing import Any, NamedTuple

import msgspec
import redis
from kafka.partitioner import murmur2

from config.books import LedgerLine
from config.clients import redis_sync
from config.codec import LEDGER, PUBLISHED
from config.feeds import Feed, feed_files, load_feeds
from config.moments import milliseconds, moment
from config.published import Step
from config.settings import Settings
from config.topics import Name, topic_name
from config.urls import host_of, registrable
from deploy.feedstate import key_of
from deploy.letters import Letter, letters
from deploy.reading import Record, read_so_far
from deploy.stories import story_line
from ingest.turn import unpacked

SENT: tuple[tuple[Name, str], ...] = (  # topic, and the role that writes it
    ("raw", "poll"), ("clean", "clean"), ("resolved", "dedup"), ("tagged", "tag"),
)  # fmt: skip
NEXT = {"poll": "clean", "clean": "dedup", "dedup": "tag", "tag": "publish"}
NAMED = 5  # feeds of a site
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
    story: str | None = None  # who else tells it, who was first, whose text it is


def trace_of(settings: Settings, id: str, url: str | None) -> Trace:
    """Everything known of an id; for an unknown `url`, which feeds would carry it."""
    store = redis_sync(settings)
    trace = Trace(id=id, versions=list(versions(settings, store, id)))
    trace.story = story_line(settings, store, id)
    if trace.versions:
        trace.letters = letters_of(settings, id)
    elif url:
        feeds = feeds_of(settings, url)
        trace.feeds = [about(settings, store, feed) for feed in feeds[:NAMED]]
        trace.feeds += [f"and {len(feeds) - NAMED} more of that site"] if feeds[NAMED:] else []
    return trace


def lane_of(settings: Settings, id: str) -> int:
    """The partition of an article: the default partitioner's, everywhere."""
    return int((murmur2(id.encode()) & 0x7FFFFFFF) % settings.partitions)


def versions(settings: Settings, store: redis.Redis, id: str) -> Iterator[Version]:
    for seen_at, lines in sorted(ledger_of(settings, id).items()):
        begun = [line for line in lines if line.what == "seen"]
        ends = [line for line in lines if line.what not in ("seen", "repeat")]
        passed = passages(settings, id, seen_at, ends[-1].at if ends else None)
        told = Version(seen_at=seen_at, feed=lines[0].feed)
        told.way = [step(line) for line in begun[:1]]
        told.way += [str(one) for one in passed]
        told.way += [step(line) for line in lines if line.what != "seen"]
        if ends:
            last = ends[-1]
            told.ended, told.reason, told.version = last.what, last.reason, last.version
            if not passed:  # inner topics keep a week
                told.way[1:1] = steps(store, settings, id, last.version)
        else:
            told.waits = waiting(settings, store, f"{id} {seen_at}", passed)
        yield told


class Carried(msgspec.Struct, frozen=True):
    """What an inner record tells of its way."""

    way: tuple[Step, ...] = ()


class Passage(NamedTuple):
    """A stage sent this version on: which, when, to where, with which verdict."""

    stage: str
    at: int
    topic: str
    verdict: str

    def __str__(self) -> str:
        return f"{moment(self.at)}  {self.stage:8} {self.verdict}, to {self.topic}"


def passages(settings: Settings, id: str, seen_at: str, ended_at: str | None) -> list[Passage]:
    """The inner records of a version, in the order of its way, as far as they are kept."""
    since = milliseconds(seen_at) - SLACK_MS
    until = milliseconds(ended_at) + SLACK_MS if ended_at else None
    found: list[Passage] = []
    for name, stage in SENT:
        record = record_in(settings, name, (id, seen_at), since, until)
        if record is None:
            break
        since = record.timestamp - SLACK_MS
        verdict = "page and entry sent" if name == "raw" else verdict_in(record)
        found.append(Passage(stage, record.timestamp, record.topic, verdict))
    return found


def record_in(
    settings: Settings, name: Name, version: tuple[str, str], since: int, until: int | None
) -> Record | None:
    id, seen_at = version
    topic, lane = topic_name(settings, name), lane_of(settings, id)
    for record in read_so_far(settings, [topic], since_ms=since, only=lane):
        if record.key == id.encode() and record.headers.get("seen_at") == seen_at.encode():
            return record
        if until is not None and record.timestamp > until:
            return None
    return None


def verdict_in(record: Record) -> str:
    """The word of the stage that sent this last."""
    try:
        way = msgspec.json.decode(record.value, type=Carried).way
    except msgspec.DecodeError:
        return "passed"
    return (way[-1].verdict if way else None) or "passed"


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


def waiting(settings: Settings, store: redis.Redis, member: str, passed: Sequence[Passage]) -> str:
    """Where a version that has not ended is now."""
    front = f"{settings.prefix}front:"
    if store.hexists(f"{front}entries", member):
        tries = store.hget(f"{front}tries", member)
        return f"on the frontier, for its page ({int(tries or 0)} tries so far)"
    if not passed:
        return "between the ledger and the frontier; the poller puts it back"
    stage = NEXT[passed[-1].stage]
    held = "; its breaker is open" if store.exists(f"{settings.prefix}brk:{stage}") else ""
    return f"in {passed[-1].topic}, for {stage}{held}"


def letters_of(settings: Settings, id: str) -> list[Letter]:
    return [letter for letter, _ in letters(settings) if letter.id == id]


def feeds_of(settings: Settings, url: str) -> list[Feed]:
    """The declared feeds of the site that the address belongs to, the nearest to it first."""
    site = registrable(host_of(url))
    feeds = load_feeds(*feed_files(settings))
    ours = [feed for feed in feeds if registrable(host_of(feed.url)) == site]
    return sorted(ours, key=lambda feed: nearness(feed.url, url), reverse=True)


def nearness(feed: str, url: str) -> int:
    """Characters that two addresses of a site begin with: sections of a site have feeds apart."""
    both = [address.partition("://")[2] for address in (feed, url)]
    return len(commonprefix(both))  # noqa: RUF071  no paths of files


def about(settings: Settings, store: redis.Redis, feed: Feed) -> str:
    """When a feed was last asked and what it said."""
    value: Any = store.get(key_of(settings, feed.id))
    known = unpacked(value)
    if feed.disabled:
        return f"{feed.id} would carry it, but is disabled"
    if not known.polled:
        return f"{feed.id} would carry it; it has not been asked yet"
    status = known.status and f"status {known.status}"
    facts = ", ".join(map(str, filter(None, (known.result, status, known.why))))
    again = f"; to be asked again {moment(known.next)}" if known.next else ""
    return f"{feed.id} would carry it; last asked {moment(known.polled)}: {facts}{again}"
