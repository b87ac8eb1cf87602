"""Redis holds what was published: the last record, the versions, the members; else it is told."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import redis

from config.settings import Settings
from deploy.audit.facts import Published
from deploy.audit.store import frontier, store
from tests.deploy.audit.scene import Scene, a_good_run, put_off

PREFIX = "t-"


class Stored:
    """The store as the fold of a good run would leave it."""

    def __init__(self, url: str, home: Path) -> None:
        self.settings = Settings(redis=url, prefix=PREFIX, home=str(home))
        self.redis, self.scene = redis.Redis.from_url(url), a_good_run()
        for place, one in enumerate(self.scene.evidence.published):
            self._fold(self.scene, place, one)

    def _fold(self, scene: Scene, place: int, one: Published) -> None:
        id, value = one.facts.id, f"{one.facts.id}.{one.facts.version}".encode()
        digest = sha256(value).hexdigest()
        put_off(scene.evidence.published, place, found=one.found._replace(digest=digest))
        self.redis.set(f"{PREFIX}art:{id}", value, ex=1000)
        self.redis.hset(f"{PREFIX}ver:{id}", str(one.facts.version), value)
        self.redis.hset(f"{PREFIX}head:{id}", mapping={
            "version": one.facts.version, "seen_at": one.facts.seen_at, "kind": one.facts.kind,
            "desks": "toate",
        })  # fmt: skip
        for key in (f"story:{one.facts.story}", "desk:toate", f"copies:{one.facts.of}"):
            self.redis.zadd(f"{PREFIX}{key}", {id: one.found.at}, nx=True)

    def wrong(self) -> list[str]:
        return list(store(self.scene.case(), self.settings))


@pytest.fixture
def stored(redis_url: str, tmp_path: Path) -> Stored:
    return Stored(redis_url, tmp_path)


def test_a_fold_of_what_was_published_is_well(stored: Stored) -> None:
    assert stored.wrong() == []


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        (lambda r: r.set(f"{PREFIX}art:a", "a.1", ex=9), "art: is not version 2"),
        (lambda r: r.delete(f"{PREFIX}art:c"), "art: is not version 1"),
        (lambda r: r.persist(f"{PREFIX}art:a"), "never expires"),
        (lambda r: r.hset(f"{PREFIX}head:a", "version", 1), "head: says ['1',"),
        (lambda r: r.hset(f"{PREFIX}head:a", "seen_at", "2"), "head: says ['2', '2',"),
        (lambda r: r.delete(f"{PREFIX}head:a"), "head: says [None,"),
        (lambda r: r.hdel(f"{PREFIX}ver:a", 1), "ver: has [2]"),
        (lambda r: r.hset(f"{PREFIX}ver:a", 1, "x"), "other bytes"),
        (lambda r: r.set(f"{PREFIX}art:x", "x"), "never published"),
        (lambda r: r.zrem(f"{PREFIX}desk:toate", "c"), "lacks c"),
        (lambda r: r.zadd(f"{PREFIX}desk:toate", {"x": 1}), "has x by itself"),
        (lambda r: r.zadd(f"{PREFIX}desk:toate", {"c": 1}), "has c at 1, published"),
        (lambda r: r.zrem(f"{PREFIX}copies:a", "c"), "lacks c"),
    ],
    ids=["old record", "lost", "no end", "old head", "other head", "no head",
         "lost version", "other version", "stranger",
         "off a desk", "on a desk", "elsewhere on a desk",
         "no copy"],
)  # fmt: skip
def test_what_is_otherwise_is_told(
    stored: Stored, breaks: Callable[["redis.Redis"], object], told: str
) -> None:
    breaks(stored.redis)
    assert told in "\n".join(stored.wrong())


def test_what_waits_on_the_frontier_is_told(stored: Stored) -> None:
    assert list(frontier(stored.settings)) == []
    stored.redis.hset(f"{PREFIX}front:entries", "a 1", "{}")
    assert list(frontier(stored.settings)) == ["a 1 still waits"]
