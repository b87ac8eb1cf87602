"""An article's home, on one Redis and on a real cluster of three."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from config.health import Pulse
from config.settings import Settings
from streams.homes import Homes
from streams.memory import Memory
from tests.conftest import Daemon
from tests.rediscluster import three_nodes
from tests.streams.test_memory import OTHER, STORY, Filling, asked

KEEP = 1000  # seconds that homes are remembered at least


async def test_a_home_is_the_first_language_and_outlives_a_generation(redis_url: str) -> None:
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        homes = Homes(client, "t.", KEEP, 16)
        first, later = asked("a", 1), asked("a", 2, language="en")
        start = time.time() // KEEP * KEEP
        assert await homes.of([first, asked("b", 1, language="en")], start) == ["ro", "en"]
        for passed in (0.9, 1.1, 2.1, 3.1):
            assert await homes.of([later], start + passed * KEEP) == ["ro"], "carried forward"
        assert await homes.of([asked("b", 9)], start + 3.1 * KEEP) == ["ro"], "forgotten after two"
        assert await homes.of([], start) == []
        assert all([await client.ttl(key) > 0 for key in await client.keys("*")])


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Daemon]]:
    with three_nodes(Path(tmp_path_factory.mktemp("cluster"))) as daemons:
        yield daemons


LANGUAGES = ("ro", "en", "de", "fr", "hu", "uk")


async def test_a_cluster_holds_the_memory_language_by_language(nodes: list[Daemon]) -> None:
    url = ",".join(f"127.0.0.1:{one.port}" for one in nodes)
    memory = Memory(Settings(dedup=f"redis+cluster://{url}", prefix="t."), Filling())
    await memory.open(Pulse())
    for turn in (1, 2):  # the second time all is replayed
        said = await memory.verdicts([
            asked(f"{name}{language}", turn, text, language=language)
            for language in LANGUAGES
            for name, text in (("a", STORY), ("b", STORY), ("c", OTHER))
        ])  # fmt: skip
        words = ["new", "exact", "new"] if turn == 1 else ["unchanged"] * 3
        assert [one.word for one in said] == words * len(LANGUAGES)
    assert (await memory.verdicts([asked("cro", 3, language="en")]))[0].of == "aro"
    await memory.close()
    for one in nodes:
        with redis.Redis(port=one.port) as client:
            assert client.dbsize(), "spread over all of them"


async def test_a_node_that_lost_its_keys_is_filled_again(nodes: list[Daemon]) -> None:
    url, filling = f"127.0.0.1:{nodes[0].port}", Filling()
    memory = Memory(Settings(dedup=f"redis+cluster://{url}", prefix="u."), filling)
    await memory.open(Pulse())
    await memory.verdicts([asked(language, 1, language=language) for language in LANGUAGES])
    for one in nodes:
        with redis.Redis(port=one.port) as client:
            client.flushall()
    said = await memory.verdicts([asked(language, 1, language=language) for language in LANGUAGES])
    assert {one.word for one in said} == {"new"}
    assert filling.times == 2
    await memory.close()
