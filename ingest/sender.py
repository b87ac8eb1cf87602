"""raw, ledger → broker: sent once, checked each, never more under way than a window."""

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaConnectionError, KafkaError, RequestTimedOutError
from kafka.producer.transaction_manager import (
    TransactionManager,
    TransactionState,
    TxnRequestHandler,
)

from config.clients import kafka_security
from config.settings import Settings
from config.topics import MESSAGE_BYTES

WINDOW = 128  # records under way: kafka-python bounds no memory, and more only queue (polling.md)
DELIVERY = 300.0  # seconds kafka-python tries for; a shorter outage fails nothing (foundation.md)
OVERDUE = 60.0  # seconds beyond that after which a record will never be heard of: end the process
AWAY = 5.0  # seconds without an answer after which Kafka counts as away

TOGETHER = 0.002  # seconds in which records gather: a trip to another thread costs what a send does

Headers = list[tuple[str, bytes]]
Handed = tuple[Callable[[], Any], "asyncio.Future[None]"]

_reset = TransactionManager.reset_producer_id


def reset_producer_id(self: TransactionManager) -> None:
    """kafka-python 3.0.12 forgets to ask for a new id after a sent batch has expired.

    It stays READY with id -1 and never sends again; UNINITIALIZED makes it ask.
    """
    with self._lock:
        _reset(self)
        self._current_state = TransactionState.UNINITIALIZED


TransactionManager.reset_producer_id = reset_producer_id

_completed = TxnRequestHandler.on_complete


def on_complete(self: TxnRequestHandler, correlation_id: int, answer: object) -> None:
    """kafka-python 3.0.12 takes a late answer to its asking for an id for a fatal error.

    It never sends again; a lost connection makes it ask again, and a late answer is no worse.
    """
    late = isinstance(answer, RequestTimedOutError)
    _completed(self, correlation_id, KafkaConnectionError(str(answer)) if late else answer)


TxnRequestHandler.on_complete = on_complete


class Overdue(Exception):
    """A record has been under way for longer than the client itself would try: it is stuck."""


def producer(settings: Settings, delivery: float = DELIVERY) -> KafkaProducer:
    """An idempotent producer. Make it before the event loop."""
    return KafkaProducer(
        bootstrap_servers=settings.kafka_servers,
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",  # pages are zstd already; the ledger's lines gain, and lz4 is cheap
        linger_ms=10,  # a poll's lines go out together; nobody waits longer for one page
        batch_size=256 << 10,
        max_request_size=MESSAGE_BYTES,
        request_timeout_ms=round(1000 * min(30.0, delivery / 2)),
        delivery_timeout_ms=round(1000 * delivery),
        max_block_ms=30_000,
        reconnect_backoff_ms=100,
        reconnect_backoff_max_ms=2000,  # back 1.8 s after a broker's restart, not 18
        allow_auto_create_topics=False,
        **kafka_security(settings),
    )


class Sender:
    """Sends to Kafka from asyncio; each send ends when the broker has the record, or raises."""

    def __init__(self, producer: KafkaProducer, delivery: float = DELIVERY) -> None:
        self._producer, self._delivery = producer, delivery
        self._window = asyncio.Semaphore(WINDOW)
        self._thread = ThreadPoolExecutor(1, "sender")  # send() may block on metadata: not the loop
        self._under_way: dict[int, float] = {}
        self._numbers = itertools.count()
        self._waiting: list[Handed] = []

    async def send(
        self, topic: str, key: str, value: bytes, headers: Headers | None = None
    ) -> None:
        """Return once the broker has acknowledged it. Raises KafkaError when it will not."""
        async with self._window:
            number = next(self._numbers)
            self._under_way[number] = time.monotonic()
            try:
                await self._sent(
                    partial(self._producer.send, topic, value, key.encode(), headers or [])
                )
            finally:
                del self._under_way[number]

    async def _sent(self, send: Callable[[], Any]) -> None:
        """What is sent within a moment goes to the client's thread in one go."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((send, done))
        if len(self._waiting) == 1:
            loop.call_later(TOGETHER, self._depart, loop)
        await done

    def _depart(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting, self._waiting = self._waiting, []
        self._thread.submit(hand_over, loop, waiting)

    def oldest(self) -> float:
        """Seconds the oldest record has been under way."""
        began = min(self._under_way.values(), default=None)
        return 0.0 if began is None else time.monotonic() - began

    def away(self) -> bool:
        """Kafka does not answer just now: nothing new should be begun."""
        return self.oldest() > AWAY

    def check(self) -> None:
        """Raise Overdue when a record is stuck for good: only a new process helps."""
        if self.oldest() > self._delivery + OVERDUE:
            raise Overdue(f"a record has been under way for {self.oldest():.0f} s")

    def close(self, seconds: float) -> None:
        """Stop; what is under way and not acknowledged by then counts as not sent."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        with suppress(KafkaError):  # it says so when something was not sent; we know
            self._producer.close(timeout=seconds)


def hand_over(loop: asyncio.AbstractEventLoop, waiting: Sequence[Handed]) -> None:
    """Give records to the client, in its thread."""
    for send, done in waiting:
        try:
            record = send()
        except Exception as error:  # the future's, as an executor would have it
            told(loop, done, error)
            continue
        record.add_callback(lambda _, done=done: told(loop, done, None))
        record.add_errback(lambda error, done=done: told(loop, done, error))


def told(
    loop: asyncio.AbstractEventLoop, done: "asyncio.Future[None]", error: BaseException | None
) -> None:
    """From the client's thread to the loop's; a loop that has ended wants to know nothing."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(settle, done, error)


def settle(done: "asyncio.Future[None]", error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
