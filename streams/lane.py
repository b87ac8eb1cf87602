"""tagged[p] ─one transaction─▶ enriched[p] or copies[p], desks, ledger ─fold─▶ Redis: a lane.

A lane's only memory is its own output: Redis may be lost at any moment. Whatever goes wrong here
ends the process; the next one takes over from what readers can see.
"""

import asyncio
import logging
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from config.metrics import (
    ENTRIES,
    FRESHNESS,
    LAST_SUCCESS,
    MESSAGES,
    RECEIVED,
    REJECTED,
    TRANSACTIONS,
)
from config.moments import milliseconds, now_ms
from config.topics import MESSAGE_BYTES
from streams import stage
from streams.batch import PASSING, Outcome, claims_of, ids_of, outcomes, read
from streams.breaker import Breaker
from streams.fold import Ends, Fold
from streams.matching import DeskIndex
from streams.orders import give, orders_of, with_orders
from streams.outgoing import STAGE, Sending, Topics, entry_of, sendings
from streams.parcels import Message
from streams.refold import refold

log = logging.getLogger(__name__)

TRANSACTION_MS = 15_000  # the broker ends what a frozen lane left open; readers wait that long
DEADLINE = 20.0  # seconds; a transaction that took longer was ended by the broker
BATCH_BYTES = 1 << 20  # of one request

Sent = asyncio.Future[Any]  # its result says where the message was written


class Lane:
    """One input partition's way out. `position` is the next offset it publishes."""

    def __init__(
        self, kafka: dict[str, Any], group: str, topics: Topics, partition: int, fold: Fold
    ) -> None:
        self.partition, self.source = partition, TopicPartition(topics.tagged, partition)
        self.fold, self.position = fold, -1
        self._kafka, self._group, self._topics = kafka, group, topics
        self._producer = AIOKafkaProducer(
            transactional_id=f"{group}.{topics.tagged}.{partition}",
            acks="all",
            linger_ms=0,
            max_batch_size=BATCH_BYTES,
            max_request_size=MESSAGE_BYTES,
            transaction_timeout_ms=TRANSACTION_MS,
            **kafka,
        )

    async def take_over(self, consumer: AIOKafkaConsumer) -> None:
        """Fence the lane before us, fold what it published, and only then ask where it stood."""
        began = time.monotonic()
        await self._producer.start()
        folded = await refold(self._kafka, self._topics.outputs, self.partition, self.fold)
        committed = await consumer.committed(self.source)
        if committed is None:
            committed = (await consumer.beginning_offsets([self.source]))[self.source]
        self.position = committed
        seconds = round(time.monotonic() - began, 2)
        facts = {"partition": self.partition, "position": committed, "folded": folded}
        log.info("lane ready", extra=facts | {"seconds": seconds})

    async def publish(
        self, messages: Sequence[Message], desks: DeskIndex, breaker: Breaker
    ) -> bool:
        """One batch, exactly once; up to where it opens the breaker, if it does, and whether.

        Raises MarkMoved and what Kafka and Redis raise: then exit.
        """
        with TRANSACTIONS.time():
            now = now_ms()
            batch = await with_orders(read(messages, desks), self.fold, now)
            heads = await self.fold.heads(ids_of(batch))
            holders = await self.fold.claim(claims_of(batch, heads))
            made = outcomes(batch, heads, holders, desks, now)
            done, opens = breaker.through(map(as_of_a_stage, made))
            batch, made, messages = batch[:done], made[:done], messages[:done]
            await give(self._kafka, self._topics.tagged, orders_of(batch, made))
            ends = await self._in_time(self._transaction(made, messages[-1].offset + 1, now))
            self.position = messages[-1].offset + 1
            await self.fold.apply([one.version for one in made if one.version], ends)
        count(made, now)
        return opens

    async def tried(self, message: Message, desks: DeskIndex) -> stage.Outcome:
        """What would become of a message; nothing of it is sent."""
        batch = read([message], desks)
        heads = await self.fold.heads(ids_of(batch))
        return as_of_a_stage(outcomes(batch, heads, {}, desks, now_ms())[0])

    async def stop(self) -> None:
        await self._producer.stop()

    async def _in_time(self, transaction: Coroutine[None, None, Ends]) -> Ends:
        try:
            return await asyncio.wait_for(transaction, DEADLINE)
        except TimeoutError:
            raise TimeoutError(f"no transaction of {self.source} within {DEADLINE} s") from None

    async def _transaction(self, made: Sequence[Outcome], position: int, now: int) -> Ends:
        """Send everything, await it, then the offset; the ends of the own outputs after it.

        It is never aborted: an error ends the process, and the next lane's fence aborts it.
        """
        await self._producer.begin_transaction()
        sent = [
            await self._send(sending, outcome.message.key, now)
            for outcome in made
            for sending in sendings(outcome, self._topics, now)
        ]
        written = await asyncio.gather(*sent)
        await self._producer.send_offsets_to_transaction({self.source: position}, self._group)
        await self._producer.commit_transaction()
        return self._ends(written)

    async def _send(self, sending: Sending, key: bytes | None, now: int) -> Sent:
        sent: Sent = await self._producer.send(
            sending.topic,
            sending.value,
            key=key,
            partition=self.partition if sending.own else None,
            headers=sending.headers,
            timestamp_ms=now,  # a fold of the topic sees the moment that the live fold saw
        )
        return sent

    def _ends(self, written: Sequence[Any]) -> Ends:
        enriched, copies = self.fold.ends or (0, 0)
        for place in written:
            if place.topic == self._topics.enriched:
                enriched = max(enriched, place.offset + 1)
            elif place.topic == self._topics.copies:
                copies = max(copies, place.offset + 1)
        return enriched, copies


def as_of_a_stage(outcome: Outcome) -> stage.Outcome:
    """As the breaker judges it."""
    return stage.Parked(outcome.error) if outcome.error else stage.Passed(b"")


def count(made: Sequence[Outcome], published_ms: int) -> None:
    """Count each message once: received = passed + rejected + parked."""
    RECEIVED.labels(STAGE).inc(len(made))
    LAST_SUCCESS.labels(STAGE).set_to_current_time()
    for outcome in made:
        side = side_of(outcome)
        MESSAGES.labels(STAGE, side).inc()
        if side == "rejected":
            REJECTED.labels(STAGE, outcome.what).inc()
        if outcome.what != "repeat" and all(entry_of(outcome)[:2]):  # as the ledger has them
            ENTRIES.labels(outcome.what).inc()
        if outcome.version and not outcome.version.head.retag:  # new tags are no news
            waited = published_ms - milliseconds(outcome.version.head.seen_at)
            FRESHNESS.labels("seen").observe(waited / 1000)
            observe_raw(outcome, published_ms)


def side_of(outcome: Outcome) -> str:
    if outcome.what in PASSING:
        return "passed"
    return "parked" if outcome.error else "rejected"


def observe_raw(outcome: Outcome, published_ms: int) -> None:
    """From the raw record's acknowledgement, which the stages carry along in a header."""
    told = outcome.message.carried.get("raw_ms", b"")
    if told.isdigit():
        FRESHNESS.labels("raw").observe((published_ms - int(told)) / 1000)
