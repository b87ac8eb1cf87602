import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import RetriableError
from kafka.structs import OffsetAndMetadata

from config.metrics import LAG_RECORDS
from config.moments import now_ms
from config.settings import Settings
from config.topics import Name, topic_name
from ingest.lag import Lag, LagMeter
from ingest.pressure import Pressure
from ingest.scripts import text
from ingest.sender import Sender, producer
from tests.ingest.sightings import client_of
from tests.ingest.topics import own_settings


class Stages:
    """Topics with records, groups that have read some of them, and what is measured of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sender = Sender(producer(settings))
        self.meter = LagMeter(settings)

    async def write(self, count: int, name: Name = "raw") -> None:
        topic = topic_name(self.settings, name)
        sends = [self.sender.send(topic, "same key", bytes(1000)) for _ in range(count)]
        await asyncio.gather(*sends)

    async def read(self, count: int) -> None:
        """As the clean stage, commit the first `count` records of the lane that has some."""
        await asyncio.to_thread(self._commit, count)

    def _commit(self, count: int) -> None:
        admin = KafkaAdminClient(bootstrap_servers=self.settings.kafka_servers)
        topic = topic_name(self.settings, "raw")
        offsets = {TopicPartition(topic, p): OffsetAndMetadata(count, "", -1) for p in range(2)}
        admin.alter_group_offsets(f"{self.settings.prefix}wiredesk-clean", offsets)
        admin.close()

    async def measure(self) -> dict[str, Lag]:
        """A broker that never had a group makes their topic at the first question."""
        while True:
            try:
                return await asyncio.to_thread(self.meter.measure)
            except RetriableError:
                await asyncio.sleep(0.05)


@pytest.fixture
async def stages(kafka: str, redis_url: str) -> AsyncIterator[Stages]:
    settings = await asyncio.to_thread(own_settings, kafka, redis_url, lag_records=10)
    stages = Stages(settings)
    yield stages
    stages.sender.close(1)
    stages.meter.close()


async def test_stages_that_have_read_all_have_no_lag(stages: Stages) -> None:
    nothing = Lag(0, 0)
    assert await stages.measure() == {
        "clean": nothing, "dedup": nothing, "tag": nothing, "publish": nothing,
    }  # fmt: skip


async def test_what_nobody_has_read_is_counted_and_its_age_known(stages: Stages) -> None:
    began = now_ms()
    await stages.write(3)
    written = now_ms()
    lag = (await stages.measure())["clean"]
    assert lag.records == 3
    assert began <= lag.oldest <= written


async def test_the_oldest_unread_record_is_the_first_not_committed(stages: Stages) -> None:
    await stages.write(3)
    began = now_ms()
    await stages.measure()
    later = now_ms()
    await stages.write(2)
    await stages.read(3)
    lag = (await stages.measure())["clean"]
    assert lag.records == 2
    assert began <= lag.oldest <= now_ms()  # it came after the last measure
    again = (await stages.measure())["clean"]
    assert later <= again.oldest <= now_ms()  # looked at


async def test_a_full_wire_closes_the_valve_and_an_empty_one_opens_it(
    stages: Stages, redis_url: str
) -> None:
    async with client_of(redis_url) as client:
        pressure = Pressure(client, stages.meter, stages.settings)
        await stages.write(10)
        await pressure.measure()
        assert pressure.opening == 0
        oldest, _, count = text(await client.get(f"{stages.settings.prefix}lag:clean")).partition(
            ":"
        )
        assert int(count) == 10
        assert now_ms() - int(oldest) < 60_000
        assert LAG_RECORDS.labels("clean")._value.get() == 10
        await stages.read(10)
        await pressure.measure()
        assert pressure.opening == 1
        assert await client.get(f"{stages.settings.prefix}lag:clean") == b"0:0"


@pytest.mark.parametrize("name", ["clean", "resolved", "tagged"])
async def test_what_no_later_stage_reads_closes_the_valve_too(
    stages: Stages, redis_url: str, name: Name
) -> None:
    async with client_of(redis_url) as client:
        pressure = Pressure(client, stages.meter, stages.settings)
        await stages.write(9, name)
        await pressure.measure()
        assert 0 < pressure.opening < 1
        await stages.write(1, name)
        await pressure.measure()
        assert pressure.opening == 0


async def test_an_old_record_closes_the_valve_too(stages: Stages, redis_url: str) -> None:
    async with client_of(redis_url) as client:
        hasty = msgspec.structs.replace(stages.settings, lag_seconds=0.001, lag_records=1000)
        pressure = Pressure(client, stages.meter, hasty)
        await stages.write(1)
        await asyncio.sleep(0.01)
        await pressure.measure()
        assert pressure.opening == 0
