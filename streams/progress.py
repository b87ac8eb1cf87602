"""broker ─▶ pulse: more is there, and nobody here reads it. Asked beside the loop that reads.

Faust's consumers are known to go silent with their process up and their group content; so
aliveness is what the broker says was left unread, not that the loop turns.
"""

import asyncio
import time
from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from config.clients import kafka_security
from config.health import Pulse
from config.settings import Settings
from streams.standstill import Standstill

SHARE = 0.7  # of the silence that a role is allowed: the last look may be a pause ago
LOOKS = 12  # in that silence
PATIENCE = 3.0  # seconds for the broker's answer; without one it is away


class Progress:
    """Opened inside the loop that uses it; `look` costs a question now and then."""

    _consumer: AIOKafkaConsumer

    def __init__(self, settings: Settings, pulse: Pulse) -> None:
        self._settings, self._pulse = settings, pulse
        self._still = Standstill[TopicPartition](SHARE * pulse.silence)
        self._due, self._pause = 0.0, pulse.silence / LOOKS

    async def open(self) -> None:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._settings.kafka_servers,
            enable_auto_commit=False,
            **kafka_security(self._settings),
        )
        await self._consumer.start()

    async def close(self) -> None:
        await self._consumer.stop()

    def forget(self) -> None:
        """Begin anew: nothing could be read for a while."""
        self._still.forget()
        self._pulse.stuck = None

    async def look(self, read: Mapping[TopicPartition, int | None]) -> None:
        """Tell the pulse whether one of these partitions stands still. `read`: what is done.

        Partitions of which something is being worked on are left out by who calls.
        """
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + self._pause
        if self._pulse.unready():  # an outage, a breaker, a partition being taken over
            self.forget()
            return
        try:
            async with asyncio.timeout(PATIENCE):
                begins = await self._consumer.beginning_offsets(list(read))
                ends = await self._consumer.end_offsets(list(read))
        except (KafkaError, TimeoutError):
            self.forget()
            return
        done = {place: max(at or 0, begins[place]) for place, at in read.items()}
        place = self._still.look(done, ends, time.monotonic())
        self._pulse.stuck = None if place is None else stuck(place, ends[place] - done[place])


def stuck(place: TopicPartition, left: int) -> str:
    return f"{left} records of {place.topic}/{place.partition} are there and nobody reads them"
