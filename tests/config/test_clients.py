"""Where a Redis is: one server, several sentinels, a cluster; what an absent Kafka leaves."""

import asyncio
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.asyncio
from kafka import KafkaAdminClient, KafkaConsumer
from kafka.errors import KafkaError

from config.clients import address_of, close_idle, connected, redis_client, redis_sync, shown
from config.errors import ConfigError
from config.health import Pulse
from config.patience import patiently
from config.settings import Settings
from config.startup import check_memory
from tests.conftest import wait_until
from tests.rediscluster import SERVICE, primary_and_replica, three_nodes


@pytest.mark.parametrize(
    ("url", "kind", "place"),
    [
        ("redis://:geheim@one:1/0", "", "one:1"),
        ("unix:///run/redis", "", "/run/redis"),
        ("redis+sentinel://one:1,two:2/news", "sentinel", "one:1,two:2"),
        ("redis+cluster://one:1,two:2", "cluster", "one:1,two:2"),
    ],
)
def test_an_address_is_told_by_its_scheme_and_shown_without_a_password(
    url: str, kind: str, place: str
) -> None:
    found = address_of(Settings(dedup=url), url)
    assert (found.kind, shown(found)) == (kind, place)


@pytest.mark.parametrize(
    "url",
    ["redis+cluster://one:1", "redis+magic://one:1", "redis+sentinel://one:1"],
    ids=["the store is no cluster", "unknown", "no service"],
)
def test_an_address_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="WIREDESK_REDIS or WIREDESK_DEDUP: "):
        check_memory(Settings(redis=url), "", Pulse())


def test_every_node_of_a_cluster_must_keep_what_it_has(tmp_path: Path) -> None:
    with three_nodes(tmp_path) as nodes:
        url = f"redis+cluster://127.0.0.1:{nodes[0].port}"
        settings = Settings(dedup=url)
        check_memory(settings, url, Pulse())
        one = redis_sync(Settings(redis=f"redis://127.0.0.1:{nodes[2].port}/0"))
        one.config_set("maxmemory-policy", "allkeys-lru")
        with pytest.raises(ConfigError, match="would forget: maxmemory-policy is allkeys-lru"):
            check_memory(settings, url, Pulse())
        one.close()


async def test_the_client_follows_the_sentinels_to_the_new_primary(tmp_path: Path) -> None:
    with primary_and_replica(tmp_path) as (primary, replica, sentinel):
        url = f"redis+sentinel://127.0.0.1:{sentinel}/{SERVICE}"
        settings = Settings(redis=url)
        check_memory(settings, url, Pulse())
        client, threads = redis_client(settings), redis_sync(settings)
        await client.set("kept", 1)
        assert threads.wait(1, 10_000) >= 1
        primary.kill()
        wait_until(lambda: written(threads), 30, "a new primary")
        assert await patiently(lambda: client.get("kept"), Pulse()) == b"1"
        assert threads.info("server")["tcp_port"] == replica.port
        for guard in sentinels_of(client):
            await guard.aclose()
        for guard in sentinels_of(threads):
            guard.close()
        await client.aclose()
        threads.close()


def sentinels_of(client: Any) -> list[Any]:
    """The clients by which it asks them; redis-py leaves them open."""
    return list(client.connection_pool.sentinel_manager.sentinels)


def written(client: "redis.Redis") -> bool:
    try:
        return bool(client.set("after", 1))
    except redis.RedisError:
        return False


@pytest.mark.parametrize("kind", [KafkaAdminClient, KafkaConsumer])
def test_a_client_that_finds_no_kafka_leaves_no_thread_and_no_file_open(kind: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = "{}:{}".format(*silent.getsockname())
        before = threading.active_count(), open_files()
        with pytest.raises(KafkaError):
            connected(kind, bootstrap_servers=address, bootstrap_timeout_ms=200)
        assert (threading.active_count(), open_files()) == before


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_connections_that_nobody_uses_are_closed(redis_url: str) -> None:
    client = redis_client(Settings(redis=redis_url))
    await asyncio.gather(*(client.ping() for _ in range(20)))
    assert connections(client) > 1
    closing = asyncio.create_task(close_idle(client, every=0.01))
    async with asyncio.timeout(60):
        while connections(client):  # noqa: ASYNC110  the pool has no event for it
            await asyncio.sleep(0.01)
    assert await client.ping()
    closing.cancel()
    await client.aclose()


def connections(client: "redis.asyncio.Redis") -> int:
    pool: Any = client.connection_pool
    return sum(one.is_connected for one in pool._available_connections)
