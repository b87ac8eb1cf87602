"""The poller's process while Kafka or Redis is away, frozen or emptied, and its end."""

import asyncio
import signal
from contextlib import suppress

import pytest

from deploy.commands.poll import cancelled
from tests.conftest import Daemon, wait_until
from tests.deploy.commands.polling import Desk, ready

pytestmark = pytest.mark.way  # with the faults, not the units


def test_a_flushed_redis_heals_and_nothing_is_lost(desk: Desk) -> None:
    for n in range(5):
        desk.site.publish(f"inainte{n}")
    desk.start()
    desk.wait_for(*(f"inainte{n}" for n in range(5)))
    for n in range(5):
        desk.site.publish(f"atunci{n}")
    desk.memory.flushall()
    for n in range(5):
        desk.site.publish(f"apoi{n}")
    desk.wait_for(*(f"atunci{n}" for n in range(5)), *(f"apoi{n}" for n in range(5)))
    settled = {(a.id, a.seen_at) for a in desk.articles()}
    assert settled == desk.versions()
    assert {len(seen) for seen in desk.brought().values()} == {1}


def test_a_broker_that_dies_and_comes_back_loses_nothing(desk: Desk, broker: Daemon) -> None:
    desk.site.publish("inainte")
    desk.start()
    desk.wait_for("inainte")
    desk.hush()
    broker.kill()
    for n in range(5):
        desk.site.publish(f"fara{n}")
    asked = desk.site.times("/feed.xml")
    wait_until(lambda: desk.site.times("/feed.xml") > asked, what="a poll meanwhile")
    broker.start()
    desk.listen()
    desk.site.publish("dupa")
    desk.wait_for(*(f"fara{n}" for n in range(5)), "dupa")
    assert {len(seen) for seen in desk.brought().values()} == {1}


def test_while_redis_is_frozen_the_poller_waits_and_says_so(desk: Desk, memory: Daemon) -> None:
    desk.site.publish("unu")
    desk.start()
    desk.wait_for("unu")
    memory.signal(signal.SIGSTOP)
    try:
        wait_until(lambda: not ready(desk.port), what="not ready")
    finally:
        memory.signal(signal.SIGCONT)
    desk.site.publish("doi")
    desk.wait_for("doi")
    assert desk.process and desk.process.poll() is None


@pytest.mark.parametrize("away", ["broker", "memory"])
def test_told_to_stop_while_kafka_or_redis_is_away_it_ends_cleanly(
    desk: Desk, away: str, request: pytest.FixtureRequest
) -> None:
    server: Daemon = request.getfixturevalue(away)
    desk.site.publish("unu")
    desk.start()
    desk.wait_for("unu")
    desk.hush()
    server.signal(signal.SIGSTOP)
    try:
        desk.site.publish("doi")
        asked = desk.site.times("/feed.xml")
        wait_until(
            lambda: desk.site.times("/feed.xml") > asked or not ready(desk.port), what="a poll"
        )
        assert desk.kill(signal.SIGTERM) == 0
    finally:
        server.signal(signal.SIGCONT)


async def test_a_loop_that_swallows_a_cancellation_is_told_again() -> None:
    begun = asyncio.Event()

    async def stubborn() -> None:
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await begun.wait()
    await cancelled({task})
    assert task.cancelled()
