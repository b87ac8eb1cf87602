"""articles.tagged ─publish─▶ articles.enriched, articles.copies, desk.<name>, the store: once.

One lane per partition (streams/lane.py); this page brings lanes into service, feeds them, and
lets them go. Any error ends the process: start-up waits for what was away.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time
from typing import Any, NoReturn

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from config.clients import kafka_security, redis_client
from config.health import Pulse
from config.metrics import LANES
from config.settings import Settings
from streams import kafka_patches
from streams.breaker import Breaker
from streams.desklist import DeskList
from streams.fold import Fold
from streams.lane import Lane
from streams.leaving import is_done
from streams.outgoing import STAGE, topics_of
from streams.parcels import Message, message_from
from streams.progress import Progress
from streams.stage import Outcome

log = logging.getLogger(__name__)

BATCH = 500  # records of all lanes in one go
GATHER = 0.05  # seconds; a transaction costs 2 ms of CPU however small it is
LOOK = 1.0  # seconds between two comparisons of the marks
PROBE = 2.0  # seconds in which a broker that is there answers
POLL_MS = 200
FETCH_BYTES = 4 << 20  # bounds a batch: its transaction, its script, our memory
FAREWELL = 3.0  # seconds for clients to end in; then the process does

Batch = dict[TopicPartition, list[Message]]


async def publish(settings: Settings, pulse: Pulse) -> None:
    """Publish until SIGTERM or SIGINT, then end the process with 0; with 1 on any error.

    Raises ConfigError when the desks are wrong.
    """
    kafka_patches.apply()
    publisher = Publisher(settings, pulse)
    try:
        await publisher.run()
    except Exception as error:  # whatever it is: the next process folds what was published
        die(error)
    os._exit(0)  # clients that did not end in time have tasks that nobody needs


def die(error: BaseException) -> NoReturn:
    """End at once, without aborting or leaving: the next lane's fence does that."""
    log.critical("publisher ends", extra={"error": f"{type(error).__name__}: {error}"})
    os._exit(1)


class Publisher(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """The lanes of one process: in service, and on their way into it."""

    def __init__(self, settings: Settings, pulse: Pulse) -> None:
        self._settings, self._pulse = settings, pulse
        self._topics, self._group = topics_of(settings), f"{settings.prefix}wiredesk-{STAGE}"
        self._kafka: dict[str, Any] = {
            "bootstrap_servers": settings.kafka_servers,
            **kafka_security(settings),
        }
        self._redis, self._desks = redis_client(settings), DeskList(settings)
        self._lanes: dict[TopicPartition, Lane] = {}
        self._coming: dict[TopicPartition, tuple[Lane, asyncio.Task[None]]] = {}
        self._ready: dict[TopicPartition, Lane] = {}
        self._busy, self._stopping, self._reload = asyncio.Lock(), asyncio.Event(), False
        self._looked, self._joined = 0.0, False
        self._breaker = Breaker(STAGE, settings, self._redis, pulse)
        self._progress = Progress(settings, pulse)
        self._consumer = AIOKafkaConsumer(
            group_id=self._group,
            group_instance_id=f"{socket.gethostname()}-{STAGE}-{settings.slot}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=int(settings.session * 1000),
            heartbeat_interval_ms=int(settings.heartbeat * 1000),
            max_partition_fetch_bytes=FETCH_BYTES,
            **self._kafka,
        )

    async def run(self) -> None:
        self._heed_signals()
        await self._progress.open()
        await self._consumer.start()
        self._consumer.subscribe([self._topics.tagged], listener=self)
        watching = asyncio.create_task(self._watch())
        while not self._stopping.is_set():
            self._into_service()
            batch = await self._gathered()
            if not await is_done(self._closed(batch), self._stopping):
                break
            async with self._busy:  # never held across getmany(): a rebalance would wait for it
                await self._publish(batch)
                await self._look()
            self._pulse.tick()
        watching.cancel()
        await self._farewell()

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, self._ask_reload)

    def _ask_reload(self) -> None:
        self._reload = True

    def _into_service(self) -> None:
        """Between two getmany() calls: one under way hands out records of lanes not in service."""
        for partition, lane in self._ready.items():
            self._consumer.seek(partition, lane.position)
            self._consumer.resume(partition)
            self._lanes[partition] = lane
            del self._coming[partition]
        self._ready.clear()
        LANES.set(len(self._lanes))
        if self._coming:
            self._pulse.not_ready = f"taking over {len(self._coming)} partitions"
        elif self._joined:
            self._pulse.not_ready = None

    async def _gathered(self) -> Batch:
        """What came, and what comes within the next 50 ms."""
        batch: Batch = {}
        await self._get(batch, POLL_MS)
        if batch and sum(map(len, batch.values())) < BATCH:
            await asyncio.sleep(GATHER)
            await self._get(batch, 0)
        return batch

    async def _get(self, batch: Batch, wait_ms: int) -> None:
        found = await self._consumer.getmany(timeout_ms=wait_ms, max_records=BATCH)
        for partition, records in found.items():
            batch.setdefault(partition, []).extend(map(message_from, records))

    async def _publish(self, batch: Batch) -> None:
        """Each lane its part; positions below a lane's own were drained before its seek."""
        work = []
        for partition, records in batch.items():
            lane = self._lanes.get(partition)
            new = [record for record in records if lane and record.offset >= lane.position]
            if lane and new:
                work.append(lane.publish(new, self._desks.index, self._breaker))
        if work:
            self._pulse.busy()
            opens = await asyncio.gather(*work)
            self._pulse.idle()
            if any(opens):
                await self._open(batch)

    async def _open(self, batch: Batch) -> None:
        """Too much was parked: what is left of the batch is read again when that is mended."""
        for partition in batch:
            if partition in self._lanes:
                self._consumer.seek(partition, self._lanes[partition].position)
        await self._breaker.open()

    async def _closed(self, batch: Batch) -> None:
        """Return when the breaker is closed; till then try one of the messages now and then."""
        known = [m for at, records in batch.items() if at in self._lanes for m in records]
        if known:
            await self._breaker.closed(self._tried, known)

    async def _tried(self, message: Message) -> Outcome:
        lane = self._lanes[TopicPartition(message.topic, message.partition)]
        return await lane.tried(message, self._desks.index)

    async def _look(self) -> None:
        """Once a second: are the marks still ours, did the desks change?"""
        if time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        if self._reload or self._desks.changed():
            self._reload = False
            await self._desks.reload()
        lanes = list(self._lanes.values())
        marks = await self._redis.mget([lane.fold.key for lane in lanes]) if lanes else []
        for lane, mark in zip(lanes, marks, strict=True):
            lane.fold.compare(mark)
        await self._progress.look({lane.source: lane.position for lane in lanes})

    async def _watch(self) -> None:
        """Once a second: does Kafka answer? Lanes with nothing to do would not notice."""
        while True:
            await asyncio.sleep(LOOK)
            self._pulse.waiting = None if await self._is_reachable() else "kafka"

    async def _is_reachable(self) -> bool:
        try:
            update = self._consumer._client.force_metadata_update()
            return bool(await asyncio.wait_for(update, PROBE))
        except (TimeoutError, KafkaError):
            return False

    def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Lanes take over beside this listener: no heartbeats are sent while it runs."""
        self._joined = True
        for partition in assigned:
            self._consumer.pause(partition)
            lane = self._lane(partition.partition)
            self._coming[partition] = lane, asyncio.create_task(self._come(lane))

    def _lane(self, partition: int) -> Lane:
        settings = self._settings
        fold = Fold(self._redis, settings.prefix, partition, settings.keep_days)
        return Lane(self._kafka, self._group, self._topics, partition, fold)

    async def _come(self, lane: Lane) -> None:
        try:
            await lane.take_over(self._consumer)
        except Exception as error:  # nobody awaits this task
            die(error)
        self._ready[lane.source] = lane

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        async with self._busy:  # the running batch ends first, its fold included
            leaving = [self._lanes.pop(gone) for gone in revoked if gone in self._lanes]
        for partition in revoked & self._coming.keys():
            lane, task = self._coming.pop(partition)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._ready.pop(partition, None)
            leaving.append(lane)
        await asyncio.gather(*(lane.stop() for lane in leaving), return_exceptions=True)

    async def _farewell(self) -> None:
        """End the clients, in a few seconds or not at all: nothing is open that counts."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await self._progress.close()
                await self._consumer.stop()
                await asyncio.gather(*(lane.stop() for lane in self._lanes.values()))
                await self._redis.aclose()
