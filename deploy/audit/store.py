"""Redis is a fold of what was published: the same last records, versions, desks and stories."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import redis

from config.clients import redis_sync
from config.settings import Settings
from deploy.audit.case import Case
from deploy.audit.facts import Published

VERSIONS = 10  # of an article that the store keeps
PLACES = 5000  # of a desk's timeline
BATCH = 500
HEAD = ("version", "seen_at", "kind", "desks")
Members = dict[str, set[str]]


def store(case: Case, settings: Settings) -> Iterator[str]:
    """The store's records, versions, heads, stories, copies and desks are what the topics say."""
    history: dict[str, list[Published]] = defaultdict(list)
    for one in case.evidence.published:
        history[one.facts.id].append(one)
    client = redis_sync(settings)
    ids = sorted(history)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        for id, row in zip(part, rows(client, settings.prefix, part), strict=True):
            yield from (f"{id}: {what}" for what in wrong_in(history[id], row))
    yield from strangers(client, settings.prefix, set(ids))
    yield from memberships(client, settings.prefix, case.evidence.published)
    yield from timelines(client, settings.prefix, case.evidence.published)


def rows(client: "redis.Redis", prefix: str, ids: list[str]) -> list[list[Any]]:
    """Per id: its record, its versions, what its head says, how long the record lives."""
    pipe = client.pipeline(transaction=False)
    for id in ids:
        pipe.get(f"{prefix}art:{id}")
        pipe.hgetall(f"{prefix}ver:{id}")
        pipe.hmget(f"{prefix}head:{id}", HEAD)
        pipe.ttl(f"{prefix}art:{id}")
    told = pipe.execute()
    return [told[at : at + 4] for at in range(0, len(told), 4)]


def wrong_in(history: list[Published], row: list[Any]) -> Iterator[str]:
    record, versions, head, seconds = row
    last = max(history, key=lambda one: one.facts.version)
    if record is None or digest(record) != last.found.digest:
        yield f"art: is not version {last.facts.version}, published last"
    facts = last.facts
    wanted = [str(facts.version), facts.seen_at, facts.kind, ",".join(facts.desks)]
    said = [None if value is None else text(value) for value in head]
    if said != wanted:
        yield f"head: says {said}, not {wanted}"
    if record is not None and seconds < 0:
        yield "art: never expires"
    kept = {int(number): digest(value) for number, value in versions.items()}
    published = {one.facts.version: one.found.digest for one in history}
    if last.status == "usable" and set(kept) != set(sorted(published)[-VERSIONS:]):
        yield f"ver: has {sorted(kept)}, published were {sorted(published)}"
    if any(published.get(number) != value for number, value in kept.items()):
        yield "ver: has other bytes than were published"


def digest(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()


def strangers(client: "redis.Redis", prefix: str, ids: set[str]) -> Iterator[str]:
    there = {
        key.decode().removeprefix(f"{prefix}art:")
        for key in client.scan_iter(f"{prefix}art:*", count=1000)
    }
    yield from (f"{id}: is in the store, but was never published" for id in there - ids)


def memberships(client: "redis.Redis", prefix: str, published: list[Published]) -> Iterator[str]:
    """Stories and copies have at least whom the records name."""
    wanted: Members = defaultdict(set)
    for one in published:
        for key in keys_of(one):
            wanted[key].add(one.facts.id)
    for key, members in wanted.items():
        there = members_of(client, f"{prefix}{key}")
        yield from lacking(key, members, there)


def lacking(key: str, members: set[str], there: set[str]) -> Iterator[str]:
    if len(members) <= PLACES and members - there:
        yield f"{key} lacks {', '.join(sorted(members - there)[:3])}"


def keys_of(one: Published) -> list[str]:
    """Where a record makes its article a member."""
    facts = one.facts
    is_copy = one.found.topic == "copies" and facts.of
    return [f"story:{facts.story}", *([f"copies:{facts.of}"] if is_copy else ())]


def timelines(client: "redis.Redis", prefix: str, published: list[Published]) -> Iterator[str]:
    """A desk has whom the records name, at the moment of the first, and nobody else."""
    first: dict[str, dict[str, int]] = defaultdict(dict)
    for one in published:
        for desk in one.facts.desks:
            first[desk].setdefault(one.facts.id, one.found.at)
    for desk, moments in first.items():
        told: Any = client.zrange(f"{prefix}desk:{desk}", 0, -1, withscores=True)
        places = {text(member): int(score) for member, score in told}
        yield from lacking(f"desk:{desk}", set(moments), set(places))
        for id, at in places.items():
            if moments.get(id) != at:
                how = f"at {at}, published at {moments[id]}" if id in moments else "by itself"
                yield f"desk:{desk} has {id} {how}"


def members_of(client: "redis.Redis", key: str) -> set[str]:
    """The members of a sorted set, a set, or the names in a hash."""
    kind = text(client.type(key))
    ask: Any = {"zset": client.zrange, "set": client.smembers, "hash": client.hkeys}.get(kind)
    told = ask(key, 0, -1) if kind == "zset" else ask(key) if ask else ()
    return set(map(text, told))


def frontier(settings: Settings) -> Iterator[str]:
    """At rest nothing waits on the frontier."""
    client = redis_sync(settings)
    for member in client.hkeys(f"{settings.prefix}front:entries"):
        yield f"{text(member)} still waits"


def text(value: Any) -> str:  # noqa: ANN401  redis-py's types name more than it answers
    return value.decode() if isinstance(value, bytes) else str(value)
