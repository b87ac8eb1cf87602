"""Faults of aiokafka that would leave a worker without work, mended."""

import uuid
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.client import AIOKafkaClient

from streams import kafka_patches


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client whose metadata is lost just before partitions are assigned, once."""
    waits = AIOKafkaClient._maybe_wait_metadata
    lost: list[bool] = []

    async def losing(client: Any) -> None:
        await waits(client)
        if client.cluster._partitions and client._topics and not lost:
            lost.append(True)
            for topic in client._topics:
                client.cluster._partitions.pop(topic, None)

    monkeypatch.setattr(AIOKafkaClient, "_maybe_wait_metadata", losing)


@pytest.mark.usefixtures("forgetful")
async def test_partitions_are_assigned_though_metadata_was_lost_meanwhile(kafka: str) -> None:
    kafka_patches.apply()
    topic = f"t{uuid.uuid4().hex}"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 2, 1)])
    await admin.close()
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, group_id=topic)
    await consumer.start()
    try:
        assert {one.partition for one in consumer.assignment()} == {0, 1}
    finally:
        await consumer.stop()
