"""When a stage parks too much, something is wrong with us, not with the messages: it waits.

Shared by all processes of a stage in `brk:<stage>`; a restart does not close it. While it is open
nothing is sent: every `breaker_seconds` one of the messages at hand is decided, each in its turn.
It closes after PROOFS successes in a row, or when an operator deletes the key (`wiredesk resume`).
"""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import cycle
from typing import TypeVar

from redis.asyncio import Redis

from config.health import Pulse
from config.metrics import BREAKER
from config.moments import now_moment
from config.patience import patiently
from config.settings import Settings
from streams.stage import Outcome, Parked

M = TypeVar("M")
log = logging.getLogger(__name__)

LOOKED_AT = 200  # outcomes; the share is judged once there are so many
PROOFS = 3  # one good message among bad ones is no proof
GLANCE = 1.0  # seconds between two looks at the key


class Window:
    """The last outcomes of this process. `share` of LOOKED_AT, or `run` in a row, are too many."""

    def __init__(self, run: int, share: float) -> None:
        self._run, self._share = run, share
        self.reset()

    def reset(self) -> None:
        self._last: deque[bool] = deque(maxlen=LOOKED_AT)
        self._in_a_row = 0

    def trips(self, outcome: Outcome) -> bool:
        """Note one more outcome; whether the breaker opens with it."""
        parked = isinstance(outcome, Parked)
        self._last.append(parked)
        self._in_a_row = self._in_a_row + 1 if parked else 0
        too_large = len(self._last) == LOOKED_AT and sum(self._last) >= self._share * LOOKED_AT
        return parked and (self._in_a_row >= self._run or too_large)


class Breaker:
    """The breaker of one stage, as one of its processes sees it."""

    def __init__(self, stage: str, settings: Settings, redis: "Redis", pulse: Pulse) -> None:
        self._stage, self._settings, self._redis, self._pulse = stage, settings, redis, pulse
        self._key = f"{settings.prefix}brk:{stage}"
        self._window = Window(settings.breaker_run, settings.breaker_share)
        self._looked = float("-inf")

    def through(self, outcomes: Iterable[Outcome]) -> tuple[int, bool]:
        """How many of these may be carried out, and whether the breaker opens after the last."""
        for place, outcome in enumerate(outcomes, start=1):
            if self._window.trips(outcome):
                return place, True
        return place, False

    async def open(self) -> None:
        self._window.reset()
        cause = json.dumps({"since": now_moment()})
        await patiently(lambda: self._redis.set(self._key, cause, nx=True), self._pulse)
        log.error("breaker opened", extra={"stage": self._stage})
        self._looked = float("-inf")

    async def closed(
        self, decide: Callable[[M], Awaitable[Outcome]], messages: Sequence[M]
    ) -> None:
        """Return when the breaker is closed. Decides one of the messages now and then till then."""
        if time.monotonic() - self._looked < GLANCE or not await self._is_open():
            return
        self._pulse.not_ready = f"the breaker of {self._stage} is open"
        proofs = 0
        for message in cycle(messages):
            if proofs >= PROOFS:
                await patiently(lambda: self._redis.delete(self._key), self._pulse)
            if not await self._stays_open():
                break
            proofs = 0 if isinstance(await decide(message), Parked) else proofs + 1
        self._pulse.not_ready = None
        log.warning("breaker closed", extra={"stage": self._stage})

    async def _stays_open(self) -> bool:
        """Whether it is still open after the pause between two tries."""
        until = time.monotonic() + self._settings.breaker_seconds
        while await self._is_open():
            if time.monotonic() >= until:
                return True
            self._pulse.idle()
            await asyncio.sleep(min(GLANCE, self._settings.breaker_seconds))
        return False

    async def _is_open(self) -> bool:
        there = await patiently(lambda: self._redis.exists(self._key), self._pulse)
        self._looked = time.monotonic()
        BREAKER.labels(self._stage).set(there)
        return bool(there)
