"""Who listens to which desk: shared readers, catching up by id, an end for all of them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from aiokafka import AIOKafkaConsumer

from config.metrics import STREAMS
from streams.web.channel import Channel, records, seek
from streams.web.events import Positions, moved
from streams.web.offsets import PATIENCE, Offsets, lanes, started

CATCH_UP_MS = 50  # wait of one take; the log may end in a control record that wakes nobody
CATCH_UPS = 8  # at once; each has a consumer of its own, the others wait their turn

Missed = tuple[bytes, Positions]  # a record, or nothing, and the place after it


class Full(Exception):
    """As many streams as allowed are open, or the server is about to end."""


class Hub:
    """All live streams of this server: `most` of them, with a heartbeat every so many seconds."""

    def __init__(
        self,
        consumers: Callable[[], AIOKafkaConsumer],
        topic_of: Callable[[str], str],
        most: int,
        seconds: float,
    ) -> None:
        self.seconds = seconds
        self.offsets = Offsets(consumers)
        self.topic_of = topic_of
        self._consumers, self._most = consumers, most
        self._channels: dict[str, Channel] = {}
        self._starting = asyncio.Lock()
        self._catching_up = asyncio.Semaphore(CATCH_UPS)
        self._open, self._closed = 0, False

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """One of the places for streams. Raises Full."""
        if self._open >= self._most or self._closed:
            raise Full
        self._open += 1
        STREAMS.set(self._open)
        try:
            yield
        finally:
            self._open -= 1
            STREAMS.set(self._open)

    @asynccontextmanager
    async def channel(self, desk: str) -> AsyncIterator[Channel]:
        """The desk's shared reader, running while anybody holds it.

        Raises KafkaError or TimeoutError when it cannot be started.
        """
        channel = await self._held(desk)
        try:
            yield channel
        finally:
            await self._released(desk, channel)

    async def missed(self, channel: Channel, at: Positions) -> AsyncGenerator[Missed, None]:
        """What came after `at`, until the shared reader has handed out no more than that."""
        async with self._catching_up, self._reader() as consumer:
            consumer.assign(channel.lanes)
            seek(consumer, channel.lanes, at)
            while channel.running and channel.is_ahead_of(at):
                for partition, offset, value in await records(consumer, CATCH_UP_MS):
                    at = moved(at, partition, offset)
                    yield value, at
                at = tuple([await consumer.position(lane) for lane in channel.lanes])
                yield b"", at

    async def close(self) -> None:
        """End every stream; nobody may come any more."""
        self._closed = True
        for channel in list(self._channels.values()):
            await channel.stop()
        await self.offsets.stop()

    async def _held(self, desk: str) -> Channel:
        async with self._starting:
            if self._closed:
                raise Full
            channel = self._channels.get(desk)
            if channel is None or not channel.running:
                channel = self._channels[desk] = await self._started(self.topic_of(desk))
            channel.holders += 1
            return channel

    async def _released(self, desk: str, channel: Channel) -> None:
        channel.holders -= 1
        if channel.holders:
            return
        if self._channels.get(desk) is channel:
            del self._channels[desk]
        await channel.stop()

    async def _started(self, topic: str) -> Channel:
        channel = Channel(await started(self._consumers()), lanes(topic))
        async with AsyncExitStack() as unless_started:
            unless_started.push_async_callback(channel.stop)
            async with asyncio.timeout(PATIENCE):
                await channel.start()
            unless_started.pop_all()
        return channel

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = await started(self._consumers())
        try:
            yield consumer
        finally:
            await consumer.stop()
