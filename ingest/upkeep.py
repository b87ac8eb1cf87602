"""What keeps the poller right while it works: feeds declared anew, orphans, pressure, its pulse."""

import asyncio
import logging

from kafka.errors import KafkaError
from redis.exceptions import RedisError

from config.health import Pulse
from config.metrics import FEEDS, FRONTIER, WATCHED
from config.patience import REDIS_AWAY
from ingest.declared import Declared
from ingest.memory import Memory
from ingest.pressure import Pressure
from ingest.recovery import Pass, Recovery
from ingest.sender import Sender

log = logging.getLogger(__name__)

PRESSURE_EVERY = 5.0  # seconds
SYNC_EVERY = 30.0  # seconds; what Redis lost of the schedule is back by then
LOOK_EVERY = 1.0  # seconds between two looks at files, Kafka and the clock
RETRY = 1.0  # seconds
AWAY = (KafkaError, RedisError, *REDIS_AWAY)


class Upkeep:
    """Loops that never end by themselves, except for a record that is stuck (Overdue)."""

    def __init__(  # noqa: PLR0913, PLR0917  what there is to look after
        self,
        memory: Memory,
        declared: Declared,
        recovery: Recovery,
        pressure: Pressure,
        sender: Sender,
        pulse: Pulse,
    ) -> None:
        self._memory, self._declared = memory, declared
        self._recovery, self._pressure = recovery, pressure
        self._sender, self.pulse = sender, pulse
        self.reload = asyncio.Event()  # set by SIGHUP

    @property
    def opening(self) -> float:
        """How much of its feeds the poller may ask; nothing while Kafka is away."""
        return 0.0 if self._sender.away() else self._pressure.opening

    async def restore(self) -> None:
        """Redis has forgotten: read the ledger, then declare the feeds anew."""
        await self._recover()
        await self.sync()

    async def sync(self) -> None:
        feeds = list(self._declared.asked.values())
        added = await self._memory.sync(feeds)
        if added:
            log.info("feeds_declared", extra={"feeds": len(feeds), "new": added})

    async def _recover(self) -> Pass:
        while True:
            try:
                return await self._recovery.run()
            except AWAY as error:
                log.warning("waiting", extra={"on": "ledger", "error": repr(error)})
                await asyncio.sleep(RETRY)

    # ── loops ──

    async def recoveries(self, every: float, age: float) -> None:
        """Put orphans back: a crash between line and save heals without a restart."""
        while True:
            done = await self._recover()
            await asyncio.sleep(min(every, age) if done.whole and done.young else every)

    async def pressures(self) -> None:
        """Measure how far the stages are behind."""
        while True:
            try:
                await self._pressure.measure()
            except AWAY as error:
                log.warning("pressure_unknown", extra={"error": repr(error)})
            await asyncio.sleep(PRESSURE_EVERY)

    async def syncs(self) -> None:
        """Keep the feeds in Redis as declared: at once after a change, else now and then."""
        while True:
            await self.sync()
            for _ in range(round(SYNC_EVERY / LOOK_EVERY)):
                await asyncio.sleep(LOOK_EVERY)
                if self.reload.is_set() or self._declared.changed():
                    self.reload.clear()
                    await self._declared.reload()
                    break

    async def seconds(self) -> None:
        """Show that the loop turns, and how much waits. Raises Overdue when a record is stuck."""
        while True:
            self.pulse.tick()
            self.pulse.not_ready = "waiting for kafka" if self._sender.away() else None
            self._sender.check()
            try:
                await self._count()
            except AWAY as error:
                log.warning("waiting", extra={"on": "redis", "error": repr(error)})
            await asyncio.sleep(LOOK_EVERY)

    async def _count(self) -> None:
        FRONTIER.set(await self._memory.frontier.size())
        WATCHED.set(await self._memory.watches.size())
        for state, count in (await self._memory.roster.standings()).items():
            FEEDS.labels(state).set(count)
        FEEDS.labels("asked").set(len(self._declared.asked))
        FEEDS.labels("disabled").set(self._declared.disabled)
