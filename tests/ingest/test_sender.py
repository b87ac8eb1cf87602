import asyncio
import signal
import threading
from collections.abc import AsyncIterator

import pytest
from kafka.errors import KafkaError, RequestTimedOutError
from kafka.producer.transaction_manager import InitProducerIdHandler, TransactionManager

from config.settings import Settings
from config.topics import topic_name
from ingest.sender import WINDOW, Overdue, Sender, producer
from tests.conftest import Daemon
from tests.ingest.topics import Reader, own_settings


@pytest.fixture(scope="module")
def settings(kafka: str) -> Settings:
    return own_settings(kafka)


@pytest.fixture
async def sender(settings: Settings) -> AsyncIterator[Sender]:
    sender = Sender(producer(settings))
    yield sender
    sender.close(1)


async def test_a_send_ends_when_the_broker_has_the_record(
    sender: Sender, settings: Settings
) -> None:
    topic = topic_name(settings, "dead")
    await sender.send(topic, "key", b"value", [("id", b"1")])
    reader = Reader(settings, "dead")
    assert await reader.read_at_least(1) == [b"value"]
    reader.close()
    assert sender.oldest() == 0


async def test_a_record_that_is_too_large_says_so_and_the_next_one_is_sent(
    sender: Sender, settings: Settings
) -> None:
    topic = topic_name(settings, "raw")
    with pytest.raises(KafkaError):
        await sender.send(topic, "key", bytes(7 << 20))
    await sender.send(topic, "key", bytes(5 << 20))


async def test_while_the_broker_is_frozen_a_window_waits_and_nothing_is_lost(
    sender: Sender, settings: Settings, broker: Daemon
) -> None:
    topic = topic_name(settings, "clean")
    await sender.send(topic, "warm", b"up")
    broker.signal(signal.SIGSTOP)
    try:
        sends = [asyncio.create_task(sender.send(topic, f"{n}", b"x")) for n in range(WINDOW + 50)]
        async with asyncio.timeout(60):
            while len(sender._under_way) < WINDOW or sender.oldest() <= 0:  # noqa: ASYNC110  no event
                await asyncio.sleep(0.01)
        assert sum(task.done() for task in sends) == 0
        assert len(sender._under_way) == WINDOW
    finally:
        broker.signal(signal.SIGCONT)
    await asyncio.wait_for(asyncio.gather(*sends), 120)
    reader = Reader(settings, "clean")
    assert len(await reader.read_at_least(WINDOW + 51)) == WINDOW + 51
    reader.close()


async def test_after_an_outage_longer_than_its_patience_the_producer_sends_again(
    settings: Settings, broker: Daemon
) -> None:
    """Without our patch kafka-python 3.0.12 never sends again, and says nothing."""
    topic = topic_name(settings, "resolved")
    sender = Sender(producer(settings, delivery=2), delivery=2)
    await sender.send(topic, "before", b"x")
    broker.signal(signal.SIGSTOP)
    threading.Timer(4, broker.signal, [signal.SIGCONT]).start()
    with pytest.raises(KafkaError):
        await asyncio.wait_for(sender.send(topic, "lost", b"x"), 120)
    broker.signal(signal.SIGCONT)
    while True:  # what was begun during the outage may fail as well; then it is sent again
        try:
            await asyncio.wait_for(sender.send(topic, "after", b"x"), 120)
            break
        except KafkaError:
            continue
    sender.close(1)


def test_an_id_that_came_too_late_is_asked_for_again() -> None:
    """Without our patch kafka-python 3.0.12 gives the producer up for good."""
    manager = TransactionManager()
    asking = InitProducerIdHandler(manager, 1000)
    manager._in_flight_request_correlation_id = 7
    asking.on_complete(7, RequestTimedOutError("after 3 ms"))
    assert not manager.has_fatal_error()
    assert manager.next_request_handler(has_incomplete_batches=False) is asking


async def test_a_record_that_is_never_heard_of_ends_the_process(sender: Sender) -> None:
    sender.check()
    sender._under_way[0] = asyncio.get_running_loop().time() - 361
    with pytest.raises(Overdue):
        sender.check()
    assert sender.away()
    del sender._under_way[0]
