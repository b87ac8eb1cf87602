"""A lost memory is filled from real topics before anything is decided."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.asyncio

from config.codec import CLEAN, PUBLISHED, RESOLVED
from config.health import Pulse
from config.published import (
    Body,
    Headline,
    Item,
    Published,
    PublishedTime,
    Publisher,
    Standard,
    TextFacts,
    Wiredesk,
)
from config.settings import Settings
from streams.dedup import resolved_article
from streams.memory import Memory
from streams.refill import LONGEST_WAY, tail
from streams.verdict import Question, Recalled, Verdict, question
from tests.conftest import wait_until
from tests.streams.rig import Rig, Worker, ready, seen_at
from tests.streams.test_dedup import STORY, clean


@pytest.fixture
def rig(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Rig]:
    one = Rig(kafka, redis_url, tmp_path, session=6, heartbeat=1)
    yield one
    one.close()


def test_reads_of_each_lane_what_may_not_have_been_published_yet() -> None:
    newest = {0: 10**12, 3: 2 * 10**12}
    way = int(LONGEST_WAY * 1000)
    assert tail(newest, 600) == {0: 10**12 - way, 3: 2 * 10**12 - way}
    assert tail({0: 10**12}, 36000) == {0: 10**12 - 6 * 36_000_000}, "where limits are longer"
    assert tail({}, 600) == {}, "nothing published: from the beginning"


def published(id: str, text: str, at: int, **ours: Any) -> bytes:
    """A record as the publisher writes it, as far as dedup reads it."""
    item = Item(
        uri=f"https://ziar.example/{id}", standard=Standard(), type="text", version="1",
        representationType="full", pubStatus="usable", language="ro",
        headlines=(Headline(value="Titlu"),), bodies=(Body(value=text, charCount=len(text)),),
    )  # fmt: skip
    given: dict[str, Any] = {
        "id": id, "version": 1, "change": "new", "kind": "new", "verdict": "new", "story": id,
        "feed": "f", "publisher": Publisher(name="Ziar"), "published": PublishedTime(),
        "first_seen": seen_at(at), "seen_at": seen_at(at),
        "text": TextFacts(source="page", completeness="full", verdict="story", sha256=""),
    }  # fmt: skip
    return PUBLISHED.encode(Published(item=item, wiredesk=Wiredesk(**given | ours)))


def test_a_lost_memory_is_filled_from_the_topics_before_anything_is_decided(
    rig: Rig, redis_url: str
) -> None:
    put_what_was_decided(rig)
    worker = ready(rig.stage("dedup"))
    resolve_and_compare(rig, worker, 0)
    redis.Redis.from_url(redis_url).flushall()
    resolve_and_compare(rig, worker, 1)


def test_a_worker_that_starts_fills_a_memory_from_before_its_newest_record(
    rig: Rig, redis_url: str
) -> None:
    put_what_was_decided(rig)
    store, before = redis.Redis.from_url(redis_url), f"{rig.settings.prefix}nd:"
    store.mset({f"{before}filled": 1, f"{rig.settings.prefix}{{nd:ro}}filled": 1})
    store.set(f"{rig.settings.prefix}{{nd:ro}}asked", 1)
    store.sadd(f"{before}languages", "ro")
    resolve_and_compare(rig, ready(rig.stage("dedup")), 0)


def put_what_was_decided(rig: Rig) -> None:
    """A published article, its copy, and one that is on its way."""
    rig.put("enriched", [published("a", STORY, 0)], ["a"])
    copy = {"kind": "exact", "verdict": "exact", "of": "a", "story": "a"}
    rig.put("copies", [b"broken", published("b", STORY, 1, **copy)], ["x", "b"], partition=1)
    on_its_way = resolved_article(
        clean("c", 2, "Pe drum."), Verdict(word="new", kind="new", story="c")
    )
    rig.put("resolved", [RESOLVED.encode(on_its_way)], ["c"], partition=1)


def resolve_and_compare(rig: Rig, worker: Worker, turn: int) -> None:
    articles = [
        clean("a", 10 + turn), clean("b", 10 + turn), clean(f"d{turn}", 10, "Pe drum."),
        clean(f"e{turn}", 10),
    ]  # fmt: skip
    rig.put("clean", [CLEAN.encode(one) for one in articles], [one.id for one in articles])
    wait_until(lambda: worker.counted("received") == 4 + 4 * turn, what="all counted")
    made = {one.id: one for one in map(RESOLVED.decode, values_of(rig, "resolved"))}
    assert (made[f"d{turn}"].word, made[f"d{turn}"].of) == ("exact", "c")
    assert (made[f"e{turn}"].word, made[f"e{turn}"].story) == ("exact", "a")
    assert worker.counted("rejected") == 2 + 2 * turn, "a and b are unchanged"


def values_of(rig: Rig, topic: str) -> list[bytes]:
    return [one.value for one in rig.records(topic)]


async def test_a_memory_from_before_is_filled_before_it_answers(redis_url: str) -> None:
    """As when an older file of Redis is restored under a worker that knows more."""
    clock, known = itertools.count(NOW), list[Recalled]()
    ours = Settings(redis=redis_url, prefix="t.")
    memory = Memory(ours, lambda one, _: one.recall(known), clock=lambda: next(clock))
    await memory.open(Pulse())
    await memory.verdicts([told("a", "O știre despre altceva.")])
    async with redis.asyncio.Redis.from_url(redis_url) as store:
        before = {key: await store.dump(key) for key in await store.keys()}
        await memory.verdicts([told("b", TEXT)])
        await store.flushall()
        for key, value in before.items():
            await store.restore(key, 0, value or b"")
    known.append(Recalled(question=told("b", TEXT), word="new", kind="new", of=None, story="b"))
    copy, again = await memory.verdicts([told("c", TEXT), told("b", TEXT)])
    await memory.close()
    assert (copy.word, copy.of, again.word) == ("exact", "b", "new")


NOW = 1_795_334_401  # a second after what is told
TEXT = "Forțele irakiene au intrat în oraș. Au murit 12 soldați.\n\nLupta continuă la graniță."


def told(id: str, text: str) -> Question:
    return question(
        id=id, seen_at="2026-11-22T08:00:00.001Z", language="ro", title="Titlu", text=text,
        completeness="full",
    )  # fmt: skip
