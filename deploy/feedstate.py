"""How feeds are, as the poller keeps it in Redis."""

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import redis

from config.clients import redis_sync
from config.feeds import Feed
from config.moments import moment, now_ms
from config.settings import Settings
from ingest import history, rhythm, standing
from ingest.turn import Turn, declared, packed, unpacked

BATCH = 500  # feeds in one round trip
MOMENTS = ("polled", "next", "news", "moved_at", "liar")
DOUBTED = dict.fromkeys(
    ("quarantine", "home", "title", "language", "etag", "last_modified", "body"), ""
)
TOLD = (
    "result", "status", "why", "title", "entries", "failures", *MOMENTS, "state", "moved_to",
    "address", "language", "left", "identity", "hub", "trust", "hush", "longest",
)  # fmt: skip
ROUNDED = {"failures": "g", "hush": ".2f", "longest": ".4f"}


def states(settings: Settings, names: Sequence[str]) -> dict[str, Turn]:
    """The state of each of these feeds. Raises RedisError when Redis does not answer."""
    found: dict[str, Turn] = {}
    with redis_sync(settings) as client:
        for place in range(0, len(names), BATCH):
            part = names[place : place + BATCH]
            pipe = client.pipeline(transaction=False)
            for name in part:
                pipe.get(key_of(settings, name))
            found |= dict(zip(part, map(unpacked, pipe.execute()), strict=True))
    return found


def hub_until(settings: Settings, name: str) -> str | None:
    """Until when a hub has promised to push this feed's news; RedisError as above."""
    with redis_sync(settings) as client:
        told = client.hget(f"{settings.prefix}hub:{name}", "until")
    return moment(int(told)) if told and int(told) else None


def known_states(settings: Settings, names: Sequence[str]) -> dict[str, Turn]:
    """The same; nothing where Redis does not answer, since a list can do without."""
    try:
        return states(settings, names)
    except redis.RedisError:
        return {}


def forgiven(settings: Settings, name: str) -> bool:
    """Let a quarantined feed be what it is by now; False when it was not in quarantine.

    A poll under way loses its lease: it knows the feed as it was. Raises RedisError.
    """
    key = key_of(settings, name)

    def forgive(pipe: "redis.client.Pipeline") -> bool:
        value: Any = pipe.get(key)
        known = unpacked(value)
        pipe.multi()
        if known.quarantine:
            calm = msgspec.structs.replace(known, state="active", **DOUBTED)
            pipe.set(key, declared(value) + packed(calm))
            pipe.hdel(f"{settings.prefix}feed:leases", name)
            pipe.srem(f"{settings.prefix}feed:quarantined", name)
            pipe.zadd(f"{settings.prefix}feed:due", {name: now_ms()}, xx=True)
        return bool(known.quarantine)

    with redis_sync(settings) as client:
        return bool(client.transaction(forgive, key, value_from_callable=True))


def key_of(settings: Settings, name: str) -> str:
    return f"{settings.prefix}feed:{name}:known"


def facts(feed: Feed, told: Turn) -> dict[str, str]:
    """What there is to say of a feed, moments as text."""
    declared = {
        "id": feed.id,
        "url": feed.url,
        "publisher": feed.publisher,
        "country": feed.country,
        "state": word(feed, told),
    }
    return declared | {name: shown(name, getattr(told, name)) for name in TOLD}


def shown(name: str, value: str | float) -> str:
    """A fact as text; nothing where there is none."""
    if not value or isinstance(value, str):
        return str(value or "")
    return moment(int(value)) if name in MOMENTS else format(value, ROUNDED.get(name, ""))


def poll_facts(told: Turn) -> list[dict[str, Any]]:
    """Its last polls, newest first."""
    polls = reversed(history.polls(told.history))
    return [msgspec.structs.asdict(poll) | {"at": moment(1000 * poll.at)} for poll in polls]


def habit(told: Turn) -> dict[str, Any]:
    """When it publishes, and how its silence compares."""
    known = told.rhythm
    sure = known.weeks >= standing.SURE
    return {
        "watched_hours": known.hours,
        "entries_a_day": round(24 * rhythm.mean(known), 1),
        "silent_since": moment(told.news) if told.state == "silent" and told.news else None,
        "chance_of_such_silence": round(math.exp(-told.hush), 4) if sure else None,
    }


def word(feed: Feed, told: Turn) -> str:
    """One word for how a feed is: active, failing, silent, quarantined, gone or disabled."""
    return "disabled" if feed.disabled else told.state or "active"


def line(feed: Feed, told: Turn) -> str:
    ago = f"{(now_ms() - told.polled) // 1000} s ago" if told.polled else "never asked"
    return f"{word(feed, told):12}{feed.id:40} {told.result or '-':13} {ago:>12}  {feed.url}"
