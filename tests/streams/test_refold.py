import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio

from config.codec import PUBLISHED
from streams.fold import Fold
from streams.record import published_record
from streams.refold import MarkBeyondEnd, refold
from tests.factories import a_tagged_article
from tests.streams.publishing import Publishing, produced

OUTPUTS = ("articles.enriched", "articles.copies")


class Outputs:
    """The two outputs of one partition, written by hand, and what they are folded into."""

    def __init__(self, run: Publishing, client: "redis.asyncio.Redis") -> None:
        self.run, self.client = run, client
        self.kafka: dict[str, Any] = {"bootstrap_servers": run.settings.kafka_servers}
        self.topics = tuple(run.settings.prefix + name for name in OUTPUTS)

    def fold(self) -> Fold:
        return Fold(self.client, self.run.settings.prefix, 0, keep_days=30)

    async def refold(self, fold: Fold | None = None) -> int:
        first, second = self.topics
        return await refold(self.kafka, (first, second), 0, fold or self.fold())

    async def write(self, place: int, versions: Sequence[tuple[str, int]]) -> None:
        """Records of these ids and version numbers on one of the outputs."""
        values = [(id.encode(), a_value(id, number)) for id, number in versions]
        await produced(self.run.settings, self.topics[place], values)


def a_value(id: str, version: int) -> bytes:
    article = a_tagged_article(id=id, story=id, title=f"{id} {version}")
    return PUBLISHED.encode(
        published_record(
            article, version=version, first_seen=article.seen_at, change="new", desks=("a",)
        )
    )


@pytest.fixture
async def outputs(kafka: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Outputs]:
    run = await asyncio.to_thread(Publishing, tmp_path / tmp_path.name, kafka, redis_url, 1)
    client = redis.asyncio.Redis.from_url(redis_url)
    yield Outputs(run, client)
    await client.aclose()


async def test_empty_topics_get_a_mark_too(outputs: Outputs) -> None:
    fold = outputs.fold()
    assert await outputs.refold(fold) == 0
    assert fold.mark == "0:0"
    assert await fold.heads(["one"]) == {}


async def test_both_outputs_are_folded_side_by_side_to_their_ends(outputs: Outputs) -> None:
    await outputs.write(0, [("one", 1), ("two", 1), ("one", 2)])
    await outputs.write(1, [("three", 1)])
    fold = outputs.fold()
    assert await outputs.refold(fold) == 4
    heads = await fold.heads(["one", "two", "three"])
    assert {id: head.version for id, head in heads.items()} == {"one": 2, "two": 1, "three": 1}
    assert fold.ends == (3, 1)


async def test_only_what_is_beyond_the_mark_is_read(outputs: Outputs) -> None:
    await outputs.write(0, [("one", 1), ("two", 1)])
    assert await outputs.refold() == 2
    await outputs.write(0, [("one", 2)])
    assert await outputs.refold() == 1
    assert await outputs.refold() == 0


async def test_of_an_article_on_both_outputs_the_later_version_stays(outputs: Outputs) -> None:
    await outputs.write(0, [("one", 2)])
    await outputs.write(1, [("one", 1)])
    fold = outputs.fold()
    await outputs.refold(fold)
    assert (await fold.heads(["one"]))["one"].version == 2


async def test_a_mark_beyond_the_end_tells_of_other_topics(outputs: Outputs) -> None:
    await outputs.write(0, [("one", 1)])
    await outputs.client.set(outputs.fold().key, "7:0")
    with pytest.raises(MarkBeyondEnd, match=r"7:0.*end at \(1, 0\).*wiredesk rebuild"):
        await outputs.refold()


async def test_a_refold_gives_the_store_that_the_live_fold_gave(outputs: Outputs) -> None:
    await outputs.write(0, [("one", 1), ("one", 2)])
    await outputs.refold()
    folded = await dump(outputs.client)
    await outputs.client.flushall()
    await outputs.refold()
    assert await dump(outputs.client) == folded


async def dump(client: "redis.asyncio.Redis") -> dict[bytes | str, object]:
    """Every key with what it holds."""
    return {key: await client.dump(key) for key in await client.keys("*")}
