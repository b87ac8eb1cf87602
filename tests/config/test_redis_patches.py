"""A reset connection, and a busy server, are a server that is away, on the loop of all roles."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import uvloop
from redis.exceptions import BusyLoadingError

from config.clients import redis_client
from config.settings import Settings
from tests.conftest import Daemon
from tests.faults.links import RESET, Link
from tests.faults.servers import memory_in


def test_a_connection_that_was_reset_is_made_anew(memory: Daemon) -> None:
    link = Link(memory.port)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            assert runner.run(asked_after_a_reset(link))
    finally:
        link.close()


async def asked_after_a_reset(link: Link) -> bool:
    """Whether Redis answers on a connection that was reset since the last answer."""
    client = redis_client(Settings(redis=f"redis://127.0.0.1:{link.port}/0"))
    await client.ping()
    [connection] = client.connection_pool._available_connections
    link.begin(RESET)
    while not closed(connection):  # noqa: ASYNC110  the client has no event for it
        await asyncio.sleep(0.01)
    link.end()
    try:
        return bool(await client.ping())
    finally:
        await client.aclose()


def closed(connection: Any) -> bool:
    return bool(connection._writer.transport.is_closing())


async def test_a_server_that_a_script_keeps_busy_is_away(tmp_path: Path) -> None:
    daemon = memory_in(tmp_path / "redis")
    url = f"redis://127.0.0.1:{daemon.port}/0"
    client, other = redis_client(Settings(redis=url)), redis_client(Settings(redis=url))
    await other.config_set("busy-reply-threshold", 10)
    endless: asyncio.Future[Any] = asyncio.ensure_future(client.eval("while true do end", 0))
    with pytest.raises(BusyLoadingError):
        while True:
            await other.ping()
    endless.cancel()
    await other.aclose()
    await client.aclose()
    daemon.kill()
