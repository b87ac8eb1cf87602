import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from config.clients import redis_client
from config.health import Pulse
from config.metrics import FEEDS, FRONTIER
from config.settings import Settings
from ingest.declared import Declared
from ingest.lag import LagMeter
from ingest.memory import Memory
from ingest.pressure import Pressure
from ingest.recovery import Recovery
from ingest.scripts import text
from ingest.sender import Overdue, Sender, producer
from ingest.upkeep import Upkeep
from tests.ingest.topics import own_settings


class House:
    """An upkeep and what it looks after."""

    def __init__(self, settings: Settings, path: Path) -> None:
        self.path, self.pulse = path, Pulse()
        self.client, self.sender = redis_client(settings), Sender(producer(settings))
        self.memory = Memory(self.client, settings, self.pulse)
        recovery = Recovery(self.client, settings, 1)
        pressure = Pressure(self.client, LagMeter(settings), settings)
        self.upkeep = Upkeep(
            self.memory, Declared([path]), recovery, pressure, self.sender, self.pulse
        )
        self.due = f"{settings.prefix}feed:due"


@pytest.fixture
async def house(kafka: str, redis_url: str, tmp_path: Path) -> AsyncIterator[House]:
    path = tmp_path / "feeds.toml"
    path.write_text('[[feed]]\nurl = "https://a.example/"\nid = "a"\n')
    settings = await asyncio.to_thread(own_settings, kafka, redis_url)
    house = House(settings, path)
    yield house
    await house.client.aclose()
    house.sender.close(1)


@pytest.fixture
def loops() -> Iterator[list["asyncio.Task[None]"]]:
    tasks: list[asyncio.Task[None]] = []
    yield tasks
    for task in tasks:
        task.cancel()


async def feeds_become(house: House, *names: str) -> None:
    """Wait until these feeds and no others are scheduled."""
    async with asyncio.timeout(60):
        while await scheduled(house) != names:  # noqa: ASYNC110  Redis tells nobody of changes
            await asyncio.sleep(0.02)


async def scheduled(house: House) -> tuple[str, ...]:
    found = await house.client.zrange(house.due, 0, -1)
    return tuple(text(name) for name in found if isinstance(name, bytes))


async def test_feeds_are_declared_at_the_start_and_anew_on_request(
    house: House, loops: list["asyncio.Task[None]"]
) -> None:
    loops.append(asyncio.create_task(house.upkeep.syncs()))
    await feeds_become(house, "a")
    await asyncio.to_thread(house.path.write_text, '[[feed]]\nurl = "https://b.example/"\nid = "b"')
    house.upkeep.reload.set()
    await feeds_become(house, "b")


async def test_a_redis_that_has_forgotten_is_restored_with_its_feeds(house: House) -> None:
    await house.upkeep.restore()
    await feeds_become(house, "a")
    assert await house.memory.turns(1) is not None


async def test_each_second_shows_that_the_loop_turns_and_what_waits(
    house: House, loops: list["asyncio.Task[None]"]
) -> None:
    FEEDS.labels("asked").set(0)
    loops.append(asyncio.create_task(house.upkeep.seconds()))
    async with asyncio.timeout(60):
        while FEEDS.labels("asked")._value.get() != 1:  # noqa: ASYNC110  metrics tell nobody
            await asyncio.sleep(0.02)
    assert house.pulse.unready() is None
    assert FRONTIER._value.get() == 0


async def test_a_stuck_record_ends_the_loop(house: House) -> None:
    house.sender._under_way[0] = asyncio.get_running_loop().time() - 400
    with pytest.raises(Overdue):
        await asyncio.wait_for(house.upkeep.seconds(), 60)
    assert house.upkeep.opening == 0
