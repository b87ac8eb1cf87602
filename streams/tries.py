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
from streams.stage import Stage

DEADLY = 3  # deaths at one position; a kill from outside does not hit the same one so often
DAY = 86400


class Tries:
    """What one process of a stage knows of the deaths before it."""

    def __init__(self, stage: Stage, settings: Settings, redis: "Redis", pulse: Pulse) -> None:
        self._redis, self._pulse, self._batch = redis, pulse, stage.batch
        self._before = f"{settings.prefix}try:{stage.name}:"
        self._seconds = settings.keep_days * DAY
        self._me = uuid.uuid4().hex
        self._left: dict[str, int] = {}  # lane → messages still to be tried alone
        self._generation = -1

    async def suspects(self, messages: Sequence[Message], generation: int) -> set[str]:
        """Positions to be tried alone: the first of each lane whose worker left no goodbye.

        As many as a batch has: the one that killed it stands so near behind the offset.
        """
        if generation != self._generation:  # after a rebalance each lane is entered anew
            self._generation, self._left = generation, {}
        for name in sorted({lane(message) for message in messages} - set(self._left)):
            self._left[name] = self._batch if await self._enter(name) else 0
        return {message.position for message in messages if self._is_suspect(lane(message))}

    def _is_suspect(self, name: str) -> bool:
        self._left[name] -= 1
        return self._left[name] >= 0

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
        for name in self._left:
            if await self._redis.get(self._before + name) == self._me.encode():
                await self._redis.delete(self._before + name)

    async def _enter(self, name: str) -> bool:
        """Whether somebody else was at work here and never said goodbye."""
        owner = await patiently(
            lambda: self._redis.set(self._before + name, self._me, ex=self._seconds, get=True),
            self._pulse,
        )
        return owner is not None and owner != self._me.encode()


def lane(message: Message) -> str:
    return f"{message.topic}/{message.partition}"
