"""days of the ledger, polls of Redis → `articles.coverage`: one record a feed and day."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import redis
from kafka import KafkaProducer

from config.books import Coverage
from config.clients import kafka_security, redis_sync
from config.moments import moment, now_moment, now_ms
from config.settings import Settings
from config.topics import DAY, topic_name
from deploy.reading import read_so_far

log = logging.getLogger(__name__)

EVERY = 60.0  # seconds
POLLED = ("polls", "polls_ok", "gaps")
ENDED = ("seen", "published", "copy", "unchanged", "superseded", "filtered", "dead")
KEPT_DAYS = 31  # of the account's counts: a day more than the ledger, which they are made of
BATCH = 500
DAYS = 4  # the place of a feed's line of days among the lines of feed:<id>:known
Key = tuple[str, str]  # feed, day
Counts = Mapping[str, int]
NOTHING: Counts = {}
RECORDS = msgspec.json.Decoder(Coverage)


def recorded(settings: Settings, feed: str | None = None) -> dict[Key, Coverage]:
    """What `articles.coverage` says of every feed, or of one. Raises ConfigError without Kafka."""
    found: dict[Key, Coverage] = {}
    for record in read_so_far(settings, [topic_name(settings, "coverage")]):
        if feed is None or record.key.decode().partition(" ")[0] == feed:
            one = RECORDS.decode(record.value)
            found[one.feed, one.day] = one
    return found


class CoverageWriter:
    """Writes a feed's day whenever its counts have changed."""

    def __init__(self, settings: Settings) -> None:
        self._topic, self._prefix = topic_name(settings, "coverage"), settings.prefix
        self._redis = redis_sync(settings)
        self._written = recorded(settings)
        self._polls: dict[Key, Counts] = {}  # as Redis had them last
        self._before: dict[Key, Counts] = {}  # what a Redis that was lost had counted
        self._due = time.monotonic()
        self._producer = KafkaProducer(
            bootstrap_servers=settings.kafka_servers,
            acks="all",
            enable_idempotence=False,  # a repeated record says the same; the last per key is kept
            allow_auto_create_topics=False,
            **kafka_security(settings),
        )

    def write(self, days: Mapping[Key, Counts]) -> None:
        """Once a minute, what has changed since; polls are left for later while Redis is away."""
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + EVERY
        try:
            polls = self._polled()
        except redis.RedisError as error:
            log.warning("waiting", extra={"on": "redis", "error": repr(error)})
            polls = {}
        for key in sorted(days.keys() | polls.keys()):
            told = covered(key, days.get(key, NOTHING), polls.get(key, NOTHING),
                           self._written.get(key))  # fmt: skip
            if told is not None:
                self._written[key] = told
                place = f"{told.feed} {told.day}".encode()
                self._producer.send(self._topic, key=place, value=msgspec.json.encode(told))

    def _polled(self) -> dict[Key, Counts]:
        """Polls of today and yesterday; what was counted before Redis was lost is added."""
        found: dict[Key, Counts] = {}
        for key, counts in self._counted():
            last, base = self._polls.get(key, NOTHING), self._before.get(key, NOTHING)
            if counts.get("polls", 0) < last.get("polls", 0):
                self._before[key] = base = added(base, last)
            self._polls[key] = counts
            if counts or base:
                found[key] = added(base, counts)
        return found

    def _counted(self) -> Iterator[tuple[Key, Counts]]:
        """Today and yesterday of every feed in the schedule."""
        today = now_ms() // DAY
        feeds: Any = self._redis.zrange(f"{self._prefix}feed:due", 0, -1)
        for start in range(0, len(feeds), BATCH):
            part = [feed.decode() for feed in feeds[start : start + BATCH]]
            values: Any = self._redis.mget(f"{self._prefix}feed:{feed}:known" for feed in part)
            for feed, value in zip(part, values, strict=True):
                yield from polls_of(feed, value or b"", (today - 1, today))

    def close(self) -> None:
        self._producer.close(5)


def polls_of(feed: str, value: bytes, numbers: Sequence[int]) -> Iterator[tuple[Key, Counts]]:
    """A feed's counts of these days, of what the poller keeps of it: none of other days.

    Its fifth line says them as `day:polls:answered:gaps`, days counted since 1970.
    """
    line = b"".join(value.split(b"\n", DAYS + 1)[DAYS : DAYS + 1]).decode("ascii", "replace")
    days = {day: counts for day, _, counts in (told.partition(":") for told in line.split())}
    for number in numbers:
        counts = map(int, filter(None, days.get(str(number), "").split(":")))
        yield (feed, moment(DAY * number)[:10]), dict(zip(POLLED, counts, strict=False))


def added(one: Counts, other: Counts) -> Counts:
    return {name: one.get(name, 0) + other.get(name, 0) for name in POLLED}


def covered(key: Key, ended: Counts, polls: Counts, before: Coverage | None) -> Coverage | None:
    """The record of a day, if it says more than the one before.

    Counts of a ledger that has lost its beginning, or of a Redis that was, are not believed.
    """
    known = {name: getattr(before, name, 0) for name in (*ENDED, *POLLED)}
    now = dict(known)
    if ended.get("seen", 0) >= known["seen"]:
        now |= {name: ended.get(name, 0) for name in ENDED}
    now |= {name: max(known[name], polls.get(name, 0)) for name in POLLED}
    return None if now == known else Coverage(feed=key[0], day=key[1], at=now_moment(), **now)


def oldest_day() -> str:
    """The day before which the account's own counts are no longer needed."""
    return moment(now_ms() - DAY * KEPT_DAYS)[:10]
