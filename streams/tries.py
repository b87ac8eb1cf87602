"""After a crash the first messages are tried one by one, so that the one that kills is found.

    try:<stage>:<topic>/<partition>            a process works on it; left behind by one that died
    try:<stage>:<topic>/<partition>/<offset>   how often this message was being tried alone

Only the second mark parks a message: a batch that dies has many innocents in it.
"""

import uuid
from collections.abc import Sequence

from redis.asyncio import Redis

from config.health import Pulse
from config.patience import patiently
from config.settings import Settings
from streams.parcels import Message

DEADLY = 3  # deaths at one position; a kill from outside does not hit the same one so often
DAY = 86400


class Tries:
    """What one process of a stage knows of the deaths before it."""

    def __init__(self, stage: str, settings: Settings, redis: "Redis", pulse: Pulse) -> None:
        self._redis, self._pulse = redis, pulse
        self._before = f"{settings.prefix}try:{stage}:"
        self._seconds = settings.keep_days * DAY
        self._me = uuid.uuid4().hex
        self._entered: dict[str, bool] = {}
        self._generation = -1

    async def suspects(self, messages: Sequence[Message], generation: int) -> set[str]:
        """Positions to be tried alone: of partitions whose last worker left no goodbye."""
        if generation != self._generation:  # after a rebalance each partition is entered anew
            self._generation, self._entered = generation, {}
        lanes = {message.position: lane(message) for message in messages}
        fresh = sorted(set(lanes.values()) - set(self._entered))
        unclean = {name for name in fresh if await self._enter(name)}
        return {position for position, name in lanes.items() if name in unclean}

    async def deaths(self, message: Message) -> int:
        """Set the mark of a try; how many tries before this one ended in death."""
        key = self._before + message.position

        async def mark() -> int:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.incr(key)
                pipe.expire(key, self._seconds)
                return int((await pipe.execute())[0])

        return await patiently(mark, self._pulse) - 1

    async def survived(self, message: Message) -> None:
        key = self._before + message.position
        await patiently(lambda: self._redis.delete(key), self._pulse)

    async def goodbye(self) -> None:
        """Say that this process ends in good order."""
        for name in self._entered:
            if await self._redis.get(self._before + name) == self._me.encode():
                await self._redis.delete(self._before + name)

    async def _enter(self, name: str) -> bool:
        """Whether somebody else was at work here and never said goodbye."""
        owner = await patiently(
            lambda: self._redis.set(self._before + name, self._me, ex=self._seconds, get=True),
            self._pulse,
        )
        self._entered[name] = True
        return owner is not None and owner != self._me.encode()


def lane(message: Message) -> str:
    return f"{message.topic}/{message.partition}"
