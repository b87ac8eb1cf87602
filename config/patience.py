"""Wait while the other side is away; Kafka keeps our messages meanwhile (promise 5)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.exceptions import (
    BusyLoadingError,
    ConnectionError,
    OutOfMemoryError,
    ReadOnlyError,
    TimeoutError,
)

from config.health import Pulse
from config.metrics import WAITING

T = TypeVar("T")
log = logging.getLogger(__name__)

REDIS_AWAY = (  # a full Redis is one that cannot answer now
    ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError, OutOfMemoryError, OSError,
    asyncio.TimeoutError,
)  # fmt: skip
ANSWERED = {"redis": 6.0}  # seconds; the client's own retries take 45 on a frozen server
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0  # seconds


async def patiently(
    call: Callable[[], Awaitable[T]],
    pulse: Pulse,
    on: str = "redis",
    away: tuple[type[BaseException], ...] = REDIS_AWAY,
    pause: float = FIRST_PAUSE,
) -> T:
    """The call's result, however long its server is away; meanwhile the role is not ready.

    `call` must be idempotent: it is made again after `pause` seconds, then twice as many.
    """
    while True:
        try:
            async with asyncio.timeout(ANSWERED.get(on)):
                result = await call()
        except away as error:
            log.warning("waiting", extra={"on": on, "error": repr(error)})
            pulse.waiting = on
            await asyncio.sleep(pause)
            pulse.tick()
            WAITING.labels(on).inc(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            pulse.waiting = None
            return result
