"""articles.enriched[p], articles.copies[p] ─▶ Redis: a lane's memory, made again from its output.

Runs at every take-over: after a clean end there is nothing to read, after a lost Redis all.
"""

import asyncio
import logging
import time
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from config.codec import PUBLISHED
from streams.fold import Ends, Fold, Version, version_of

log = logging.getLogger(__name__)

AT_ONCE = 500  # records in one script: 4 MiB of usual ones, 20 ms in Redis
POLL_MS = 50  # a log's end may be a control record that wakes nobody: a longer wait costs itself
STANDSTILL = 30.0  # seconds without progress after which something is wrong
PROGRESS = 2.0  # seconds between two log lines


class MarkBeyondEnd(Exception):
    """The topics that were folded are not the topics that are there."""


async def refold(
    kafka: dict[str, Any], outputs: tuple[str, str], partition: int, fold: Fold
) -> int:
    """Fold what a partition of the two outputs has beyond the mark; the number of records.

    Raises MarkBeyondEnd, MarkMoved, TimeoutError, and what Kafka and Redis raise.
    """
    reader = AIOKafkaConsumer(
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="none",
        max_partition_fetch_bytes=8 << 20,
        **kafka,
    )
    await fold.recall()
    await reader.start()
    try:
        return await Refold(reader, outputs, partition, fold).run()
    finally:
        await reader.stop()


class Refold:
    """One run over both outputs, side by side, from the mark to their last stable offsets."""

    def __init__(
        self, reader: AIOKafkaConsumer, outputs: tuple[str, str], partition: int, fold: Fold
    ) -> None:
        self._reader, self._fold, self._count = reader, fold, 0
        self._lanes = tuple(TopicPartition(topic, partition) for topic in outputs)
        self._moved = self._told = time.monotonic()

    async def run(self) -> int:
        self._reader.assign(self._lanes)
        at, ends = await self._start(), await self._ends()
        while any(place < end for place, end in zip(at, ends, strict=True)):
            versions = await self._next()
            at = await self._reached(at)
            await self._fold.apply(versions, at)
            self._tell(at, ends)
        await self._fold.apply((), at)  # empty topics get their mark, too
        return self._count

    async def _start(self) -> Ends:
        """Seek to the mark, or to where the topics begin now."""
        first = await self._reader.beginning_offsets(self._lanes)
        ends, begin = await self._ends(), tuple(first[lane] for lane in self._lanes)
        at = tuple(map(max, self._fold.ends or begin, begin))
        if any(place > end for place, end in zip(at, ends, strict=True)):
            raise MarkBeyondEnd(
                f"{self._fold.key} is {self._fold.mark}, but the topics end at {ends}: other topics"
                " than those that were folded; `wiredesk rebuild` makes the store anew"
            )
        for lane, place in zip(self._lanes, at, strict=True):
            self._reader.seek(lane, place)
        return at[0], at[1]

    async def _ends(self) -> Ends:
        last = await self._reader.end_offsets(self._lanes)
        return last[self._lanes[0]], last[self._lanes[1]]

    async def _next(self) -> list[Version]:
        found = await self._reader.getmany(timeout_ms=POLL_MS, max_records=AT_ONCE)
        versions = [
            version_of(PUBLISHED.decode(message.value), message.value, message.timestamp)
            for messages in found.values()
            for message in messages
        ]
        self._count += len(versions)
        await asyncio.sleep(0)  # the loop beside us has heartbeats to send
        return versions

    async def _reached(self, before: Ends) -> Ends:
        at = [await self._reader.position(lane) for lane in self._lanes]
        if (at[0], at[1]) != before:
            self._moved = time.monotonic()
        elif time.monotonic() - self._moved > STANDSTILL:
            raise TimeoutError(f"{self._lanes} cannot be read to their end")
        return at[0], at[1]

    def _tell(self, at: Ends, ends: Ends) -> None:
        if time.monotonic() - self._told > PROGRESS:
            self._told = time.monotonic()
            left = sum(ends) - sum(at)
            log.info(
                "refolding",
                extra={"partition": self._lanes[0].partition, "done": self._count, "left": left},
            )
