"""The Lua scripts beside this module: each state change in Redis is one of them, whole or not."""

import asyncio
import hashlib
from importlib import resources
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

TOGETHER = 0.01  # seconds that what polls ask of Redis waits for others to go with it

Argument = bytes | str | int | float
Call = tuple[tuple[Argument, ...], "asyncio.Future[Any]"]


class Script:
    """Files put together, in order: the last one is the body, others lend functions.

    The first argument of each script is the prefix of all keys. Calls made within `pause` seconds
    of each other share one trip to Redis, a third of the price (research: polling); each keeps its
    own answer or error.
    """

    def __init__(self, client: "Redis", prefix: str, *names: str, pause: float = 0.0) -> None:
        folder = resources.files("ingest")
        self._lua = "\n".join(folder.joinpath(f"{name}.lua").read_text("utf-8") for name in names)
        self._sha = hashlib.sha1(self._lua.encode()).hexdigest()  # noqa: S324  Redis's own name
        self._redis, self._prefix, self._pause = client, prefix, pause
        self._waiting: list[Call] = []
        self._trips: set[asyncio.Task[None]] = set()

    async def __call__(self, *arguments: Argument) -> Any:  # noqa: ANN401  whatever it returns
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((arguments, answer))
        if len(self._waiting) == 1:
            loop.call_later(self._pause, self._depart)
        return await answer

    def _depart(self) -> None:
        calls, self._waiting = self._waiting, []
        trip = asyncio.ensure_future(self._travel(calls))
        self._trips.add(trip)
        trip.add_done_callback(self._trips.discard)

    async def _travel(self, calls: list[Call]) -> None:
        try:
            results = await self._asked(calls)
        except Exception as error:  # whatever it is, those who wait must hear of it
            results = [error] * len(calls)
        for (_, answer), result in zip(calls, results, strict=True):
            if not answer.done():
                settle(answer, result)

    async def _asked(self, calls: list[Call]) -> list[Any]:
        """The answer or error of each; a server that has forgotten the script is told it again."""
        results = await self._trip(calls)
        unknown = [i for i, result in enumerate(results) if isinstance(result, NoScriptError)]
        if unknown:
            await self._redis.script_load(self._lua)
            again = await self._trip([calls[i] for i in unknown])
            for i, result in zip(unknown, again, strict=True):
                results[i] = result
        return results

    async def _trip(self, calls: list[Call]) -> list[Any]:
        pipe = self._redis.pipeline(transaction=False)
        for arguments, _ in calls:
            pipe.execute_command("EVALSHA", self._sha, 0, self._prefix, *arguments)
        return list(await pipe.execute(raise_on_error=False))


def settle(answer: "asyncio.Future[Any]", result: object) -> None:
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)


def text(value: bytes | str | None) -> str:
    """A Redis answer as text; nothing is the empty text."""
    return value.decode() if isinstance(value, bytes) else value or ""
