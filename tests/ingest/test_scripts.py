import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Away
from redis.exceptions import ResponseError

from ingest.scripts import Script
from tests.conftest import free_port


def counting(client: "Redis", pause: float = 0.01) -> Script:
    """Answers with the number of feeds it was told to drop."""
    return Script(client, "scripts-", "roster_feed", "roster_drop", pause=pause)


async def test_calls_that_share_a_trip_keep_their_own_answers(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        script = counting(client)
        calls = [script(60, *"abc"[:count]) for count in (2, 0, 3)]
        assert await asyncio.gather(*calls) == [2, 0, 3]


async def test_a_script_the_server_has_forgotten_is_told_again(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        script = counting(client, pause=0)
        assert await script(60, "a", "b") == 2
        await client.script_flush()
        assert await script(60, "a") == 1


async def test_an_error_reaches_its_own_caller_only(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        script = counting(client)
        answers = await asyncio.gather(
            script(60, "a"), script("no number", "a"), return_exceptions=True
        )
    assert answers[0] == 1
    assert isinstance(answers[1], ResponseError)


async def test_every_caller_hears_that_redis_is_away() -> None:
    async with Redis.from_url(f"redis://127.0.0.1:{free_port()}/0") as client:
        script = counting(client)
        answers = await asyncio.gather(script(60), script(60), return_exceptions=True)
    assert all(isinstance(answer, Away) for answer in answers)


async def test_a_caller_that_gave_up_disturbs_no_other(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        script = counting(client, pause=0.05)
        tired, patient = asyncio.create_task(script(60, "a")), asyncio.create_task(script(60, "b"))
        await asyncio.sleep(0)
        tired.cancel()
        assert await patient == 1
        with pytest.raises(asyncio.CancelledError):
            await tired
