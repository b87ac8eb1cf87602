"""How feeds are, as the poller keeps it in Redis."""

from collections.abc import Sequence

import msgspec
import redis

from config.clients import redis_sync
from config.feeds import Feed
from config.moments import moment, now_ms
from config.settings import Settings

BATCH = 500  # feeds in one round trip


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of one feed; empty where it has never been asked."""

    result: str = ""
    status: str = ""
    why: str = ""
    title: str = ""
    entries: str = ""
    failures: str = ""
    polled: str = ""  # ms, as the next two
    next: str = ""
    news: str = ""


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


def known_states(settings: Settings, names: Sequence[str]) -> dict[str, State]:
    """The same; nothing where Redis does not answer, since a list can do without."""
    try:
        return states(settings, names)
    except redis.RedisError:
        return {}


def state(row: Sequence[bytes | None]) -> State:
    told = (value.decode("utf-8", "replace") if value else "" for value in row)
    return State(**dict(zip(State.__struct_fields__, told, strict=True)))


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
    for name in ("polled", "next", "news"):
        known[name] = moment(int(known[name])) if known[name] else ""
    return declared | known


def word(feed: Feed, told: State) -> str:
    """One word for how a feed is."""
    if feed.disabled:
        return "disabled"
    if not told.polled:
        return "new"
    return "failing" if told.failures not in {"", "0"} else "ok"


def line(feed: Feed, told: State) -> str:
    ago = f"{(now_ms() - int(told.polled)) // 1000} s ago" if told.polled else "never asked"
    return f"{word(feed, told):9}{feed.id:40} {told.result or '-':13} {ago:>12}  {feed.url}"
