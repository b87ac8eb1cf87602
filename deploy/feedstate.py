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

BATCH = 500  # feeds in one round trip
MOMENTS = ("polled", "next", "news", "moved_at", "liar")
DOUBTED = ("quarantine", "home", "title", "language", "etag", "last_modified", "body", "lease")
PACKED = ("rhythm", "history")


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of one feed; empty where it has never been asked."""

    result: str = ""
    status: str = ""
    why: str = ""
    title: str = ""
    entries: str = ""
    failures: str = ""
    polled: str = ""  # ms, as the next four
    next: str = ""
    news: str = ""
    moved_at: str = ""
    liar: str = ""  # when its server said 304 and had news
    state: str = ""
    moved_to: str = ""
    address: str = ""  # where it is asked instead, since it has moved
    language: str = ""
    left: str = ""  # entries that were too many for its last poll
    identity: str = ""  # `content` where its guids change and name nothing
    hub: str = ""  # who pushes its news
    trust: str = ""  # in the fast reader: agreements in a row, or readings until it may try again
    hush: str = ""  # occasions to publish it has let pass since its last news
    longest: str = ""  # the most of them that was ordinary
    rhythm: bytes = b""
    history: bytes = b""


def states(settings: Settings, names: Sequence[str]) -> dict[str, State]:
    """The state of each of these feeds. Raises RedisError when Redis does not answer."""
    found: dict[str, State] = {}
    with redis_sync(settings) as client:
        for place in range(0, len(names), BATCH):
            part = names[place : place + BATCH]
            pipe = client.pipeline(transaction=False)
            for name in part:
                pipe.hmget(f"{settings.prefix}feed:{name}", State.__struct_fields__)
            found |= {name: state(row) for name, row in zip(part, pipe.execute(), strict=True)}
    return found


def hub_until(settings: Settings, name: str) -> str | None:
    """Until when a hub has promised to push this feed's news; RedisError as above."""
    with redis_sync(settings) as client:
        told = client.hget(f"{settings.prefix}hub:{name}", "until")
    return moment(int(told)) if told and int(told) else None


def known_states(settings: Settings, names: Sequence[str]) -> dict[str, State]:
    """The same; nothing where Redis does not answer, since a list can do without."""
    try:
        return states(settings, names)
    except redis.RedisError:
        return {}


def forgiven(settings: Settings, name: str) -> bool:
    """Let a quarantined feed be what it is by now; False when it was not in quarantine.

    A poll under way loses its lease: it knows the feed as it was. Raises RedisError.
    """
    key = f"{settings.prefix}feed:{name}"
    with redis_sync(settings) as client:
        if not client.hget(key, "quarantine"):
            return False
        pipe = client.pipeline()
        pipe.hdel(key, *DOUBTED)
        pipe.hset(key, "state", "active")
        pipe.srem(f"{settings.prefix}feed:quarantined", name)
        pipe.zadd(f"{settings.prefix}feed:due", {name: now_ms()}, xx=True)
        pipe.execute()
    return True


def state(row: Sequence[bytes | None]) -> State:
    told: dict[str, Any] = {
        name: (value or b"") if name in PACKED else (value or b"").decode("utf-8", "replace")
        for name, value in zip(State.__struct_fields__, row, strict=True)
    }
    return State(**told)


def facts(feed: Feed, told: State) -> dict[str, str | None]:
    """What there is to say of a feed, moments as text."""
    declared = {
        "id": feed.id,
        "url": feed.url,
        "publisher": feed.publisher,
        "country": feed.country,
        "state": word(feed, told),
    }
    known = msgspec.structs.asdict(told)
    for name in MOMENTS:
        known[name] = moment(int(known[name])) if known[name] not in {"", "0"} else ""
    for name in PACKED:
        del known[name]
    return declared | known


def poll_facts(told: State) -> list[dict[str, Any]]:
    """Its last polls, newest first."""
    polls = reversed(history.polls(told.history))
    return [msgspec.structs.asdict(poll) | {"at": moment(1000 * poll.at)} for poll in polls]


def habit(told: State) -> dict[str, Any]:
    """When it publishes, and how its silence compares."""
    known = rhythm.unpacked(told.rhythm)
    sure = known.weeks >= standing.SURE
    return {
        "watched_hours": known.hours,
        "entries_a_day": round(24 * rhythm.mean(known), 1),
        "silent_since": moment(int(told.news)) if told.state == "silent" and told.news else None,
        "chance_of_such_silence": round(math.exp(-float(told.hush or 0)), 4) if sure else None,
    }


def word(feed: Feed, told: State) -> str:
    """One word for how a feed is: active, failing, silent, quarantined, gone or disabled."""
    return "disabled" if feed.disabled else told.state or "active"


def line(feed: Feed, told: State) -> str:
    ago = f"{(now_ms() - int(told.polled)) // 1000} s ago" if told.polled else "never asked"
    return f"{word(feed, told):12}{feed.id:40} {told.result or '-':13} {ago:>12}  {feed.url}"
