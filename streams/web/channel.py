"""desk.<name> → listeners: one shared reader of a desk's topic, while anybody listens."""

import asyncio
import logging
from collections import deque

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.web.events import Positions, moved
from streams.web.offsets import in_order

log = logging.getLogger(__name__)

MOST_EVENTS = 256  # that a listener may be behind before it is dropped
MOST_BYTES = 8 << 20  # the same in bytes; the records themselves are shared by all listeners
POLL_MS = 1000  # longest wait for records; they come as soon as they are there
AT_ONCE = 200

Record = tuple[int, int, bytes]  # partition, offset, value


class Listener:
    """One reader's bounded buffer, and its own place in the topic."""

    def __init__(self, positions: Positions) -> None:
        self.positions = positions
        self.ended = False
        self._reached = positions
        self._waiting: deque[Record] = deque()
        self._bytes = 0
        self._news = asyncio.Event()

    def offer(self, record: Record) -> None:
        """Take a record if it is new here; with too many of them, drop the reader, not the data."""
        partition, offset, value = record
        if self.ended or offset < self.positions[partition]:
            return
        self._waiting.append(record)
        self._bytes += len(value)
        if len(self._waiting) > MOST_EVENTS or self._bytes > MOST_BYTES:
            self.end()
        self._news.set()

    def reached(self, positions: Positions) -> None:
        """Know that up to here there is nothing but what was offered."""
        self._reached = positions

    def place(self) -> Positions:
        """Where to go on from: past the end marks of transactions too, once all is handed out."""
        if not self._waiting:
            self.positions = tuple(map(max, self.positions, self._reached))
        return self.positions

    def end(self) -> None:
        self.ended = True
        self._waiting.clear()
        self._news.set()

    async def next(self) -> bytes | None:
        """The next record's value, `positions` moved past it; nothing once the reader is ended."""
        while not self._waiting:
            if self.ended:
                return None
            self._news.clear()
            await self._news.wait()
        partition, offset, value = self._waiting.popleft()
        self._bytes -= len(value)
        self.positions = moved(self.positions, partition, offset)
        return value


class Channel:
    """Reads one desk's topic from its end on and hands every record to every listener."""

    def __init__(self, consumer: AIOKafkaConsumer, asked: list[TopicPartition]) -> None:
        self.lanes = asked
        self.positions: Positions = ()
        self.holders = 0
        self._consumer = consumer
        self._listeners: set[Listener] = set()
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin at the end of the topic. Raises KafkaError."""
        self._consumer.assign(self.lanes)
        self.positions = in_order(self.lanes, await self._consumer.end_offsets(self.lanes))
        seek(self._consumer, self.lanes, self.positions)
        self._reading = asyncio.create_task(self._read())

    @property
    def running(self) -> bool:
        return self._reading is not None and not self._reading.done()

    def is_ahead_of(self, at: Positions) -> bool:
        """Whether somebody who goes on from there would miss what has been handed out."""
        return any(here < ours for here, ours in zip(at, self.positions, strict=True))

    def join(self, listener: Listener) -> None:
        """Let a listener take part, whom we must not be ahead of; at once ended if all is over."""
        self._listeners.add(listener)
        if not self.running:
            listener.end()

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    async def stop(self) -> None:
        if self._reading:
            self._reading.cancel()
        self._end_all()
        await self._consumer.stop()

    async def _read(self) -> None:
        """Carry records until stopped; on an error end all readers, who come back by their id."""
        try:
            while True:
                for record in await records(self._consumer, POLL_MS):
                    self._spread(record)
                self._reach([await self._consumer.position(lane) for lane in self.lanes])
        except KafkaError as error:
            log.warning("stream_ended", extra={"error": repr(error)})
        finally:
            self._end_all()

    def _spread(self, record: Record) -> None:
        self.positions = moved(self.positions, record[0], record[1])
        for listener in tuple(self._listeners):
            listener.offer(record)

    def _reach(self, offsets: list[int]) -> None:
        """End marks of transactions move a topic's end too; retention may begin behind them."""
        self.positions = tuple(offsets)
        for listener in self._listeners:
            listener.reached(self.positions)

    def _end_all(self) -> None:
        for listener in self._listeners:
            listener.end()


def seek(consumer: AIOKafkaConsumer, asked: list[TopicPartition], positions: Positions) -> None:
    for lane, offset in zip(asked, positions, strict=True):
        consumer.seek(lane, offset)


async def records(consumer: AIOKafkaConsumer, timeout_ms: int) -> list[Record]:
    found = await consumer.getmany(timeout_ms=timeout_ms, max_records=AT_ONCE)
    return [
        (lane.partition, record.offset, record.value or b"")
        for lane, batch in found.items()
        for record in batch
    ]
