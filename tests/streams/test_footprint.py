"""What the memory of a window takes, told by a few keys of it, beside what Redis says."""

import time
from collections.abc import Iterator
from math import floor
from typing import Any

import pytest
import redis
from prometheus_client import REGISTRY

from config.health import Pulse
from config.settings import Settings
from streams.footprint import footprint, name_of
from streams.memory import Memory, buckets
from tests.conftest import wait_until
from tests.streams.test_memory import Filling, asked

ARTICLES = 300


def told(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"wiredesk_dedup_{name}", labels) or 0.0


async def filled(memory: Memory) -> None:
    texts = [" ".join(f"w{n}x{place}" for place in range(400)) for n in range(ARTICLES)]
    await memory.verdicts([asked(f"a{n}", 1, text) for n, text in enumerate(texts)])


@pytest.fixture
def store(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


async def test_tells_what_a_window_takes(redis_url: str, store: redis.Redis) -> None:
    memory = Memory(Settings(redis=redis_url, dedup_articles=ARTICLES), Filling())
    await memory.open(Pulse())
    await filled(memory)
    keys: Any = store.keys("{nd:ro}[pd]*")
    true = sum(store.memory_usage(key, 0) or 0 for key in keys)
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        window = floor(time.time() / 604800)
        found = await footprint(client, "{nd:ro}", str(window), buckets(ARTICLES))
        assert found.articles == ARTICLES
        assert found.bytes == pytest.approx(true, rel=0.25)
        assert await footprint(client, "{nd:ro}", str(window - 1), buckets(ARTICLES)) == (0, 0.0)
    assert told("articles", window="present") == ARTICLES
    assert told("bytes", window="before") == 0
    assert 200 < told("article_bytes") < 1500
    await memory.close()


async def test_the_memory_is_given_back_after_two_windows(
    redis_url: str, store: redis.Redis
) -> None:
    memory = Memory(Settings(redis=redis_url, dedup_window=1.0, dedup_keep=2.0), Filling())
    await memory.open(Pulse())
    before = store.dbsize()
    await filled(memory)
    assert store.dbsize() > before + ARTICLES
    marks = {b"nd:filled", b"nd:languages", b"{nd:ro}filled"}
    wait_until(lambda: set(store.keys("*")) == marks, 20, "nothing but the marks")
    await memory.close()


def test_a_bucket_has_the_name_that_the_script_gives_it() -> None:
    assert name_of(513, 1 << 15) == b"\x02\x01"
    assert name_of(513, 1 << 17) == b"\x00\x02\x01"
