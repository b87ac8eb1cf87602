"""A store of its own for each test that folds into one."""

from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from streams.fold import Fold


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator["redis.asyncio.Redis"]:
    client = redis.asyncio.Redis.from_url(redis_url)
    yield client
    await client.aclose()


@pytest.fixture
def fold(client: "redis.asyncio.Redis") -> Fold:
    return Fold(client, "t-", 3, keep_days=30)
