"""Publishers under test: real processes on a broker and a Redis, started again when they end."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import redis
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import ConsumerRecord

from config.cluster import on_cluster
from config.dead import Headers
from config.desks import load_desks
from config.settings import ROOT, Settings, load_settings
from config.topics import all_topics, topic_name
from tests.conftest import free_port, wait_until
from tests.ingest.topics import created

DESKS = """
[[desk]]
name = "toate"
label = "Toate"
copies = "all"

[[desk]]
name = "prima"
label = "Prima preluare"

[[desk]]
name = "sport"
label = "Sport"
words = ["fotbal"]
copies = "none"
"""
Pair = tuple[bytes, bytes]  # key and value

AGAIN = 0.3  # seconds before a publisher that ended is started again, as a supervisor would


class Publishing:
    """An installation of publishers alone: topics, desks, `slots` processes."""

    def __init__(self, home: Path, kafka: str, redis_url: str, partitions: int = 2) -> None:
        home.mkdir(parents=True, exist_ok=True)
        (home / "desks.toml").write_text(DESKS)
        self.home = home
        self.environ = {
            "WIREDESK_KAFKA": kafka,
            "WIREDESK_REDIS": redis_url,
            "WIREDESK_HOME": str(home),
            "WIREDESK_PREFIX": f"{home.name}-",
            "WIREDESK_DESKS": str(home / "desks.toml"),
            "WIREDESK_PARTITIONS": str(partitions),
            "WIREDESK_SESSION": "6",  # the least that brokers allow
            "WIREDESK_HEARTBEAT": "1",
        }
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.ports: dict[int, int] = {}
        self.exits: Counter[int] = Counter()
        self._stopping = threading.Event()
        on_cluster(self.settings, self._make_topics)

    @property
    def settings(self) -> Settings:
        return load_settings(self.environ)

    async def _make_topics(self, admin: AIOKafkaAdminClient) -> None:
        desks = tuple(desk.name for desk in load_desks(self.home / "desks.toml"))
        await created(admin, all_topics(self.settings, desks))

    def start(self, slots: int, *faults: str) -> None:
        for slot in range(slots):
            self.ports[slot] = free_port()
            threading.Thread(target=self._supervise, args=(slot, faults), daemon=True).start()
        wait_until(lambda: len(self.processes) == slots, 10, "publishers")

    def _supervise(self, slot: int, faults: Sequence[str]) -> None:
        while not self._stopping.is_set():
            process = self._spawn(slot, faults)
            self.processes[slot] = process
            self.exits[process.wait()] += 1
            self._stopping.wait(AGAIN)

    def _spawn(self, slot: int, faults: Sequence[str]) -> "subprocess.Popen[bytes]":
        own = {"WIREDESK_SLOT": str(slot), "HEALTH_PORT": str(self.ports[slot])}
        with (self.home / f"{slot}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.streams.run_publisher", *faults],
                env=os.environ | self.environ | own,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def stop(self) -> list[int]:
        """SIGTERM to all; how they ended. One that does not is killed, and says -9."""
        self._stopping.set()
        return [ended(process) for process in self.processes.values()]

    def log(self) -> str:
        return "".join(file.read_text() for file in sorted(self.home.glob("*.log")))

    def feed(self, messages: Sequence[Pair], per_second: float = 1e9) -> None:
        """Put messages on articles.tagged, in order, at most so many a second."""
        topic = topic_name(self.settings, "tagged")
        asyncio.run(produced(self.settings, topic, messages, per_second))

    def read(self, *topics: str) -> list[ConsumerRecord]:
        """Everything committed on these topics, e.g. `articles.enriched`, lane by lane."""
        return asyncio.run(self._read([self.settings.prefix + topic for topic in topics]))

    async def _read(self, topics: list[str]) -> list[ConsumerRecord]:
        reader = AIOKafkaConsumer(
            *topics,
            bootstrap_servers=self.settings.kafka_servers,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        await reader.start()
        try:
            lanes = sorted(reader.assignment())
            ends = await reader.end_offsets(lanes)
            found: list[ConsumerRecord] = []
            while any([await reader.position(lane) < ends[lane] for lane in lanes]):
                for batch in (await reader.getmany(timeout_ms=50, max_records=2000)).values():
                    found += batch
            return sorted(found, key=lambda r: (r.topic, r.partition, r.offset))
        finally:
            await reader.stop()

    def settle(self, count: int, seconds: float = 60) -> None:
        """Wait until this many messages have their lines in the ledger."""
        what = f"{count} lines in the ledger"
        wait_until(lambda: len(self.read("articles.ledger")) >= count, seconds, what)

    @property
    def redis(self) -> "redis.Redis":
        return redis.Redis.from_url(self.environ["WIREDESK_REDIS"], decode_responses=True)


async def produced(
    settings: Settings, topic: str, messages: Sequence[Pair], per_second: float = 1e9
) -> None:
    """Send these keys and values, in order, with the headers of inner records."""
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_servers,
        enable_idempotence=True,
        request_timeout_ms=120_000,
    )
    await producer.start()
    began, sent = time.monotonic(), []
    for number, (key, value) in enumerate(messages):
        headers = [("id", key), ("seen_at", b"2017-11-03T08:31:05.117Z"), ("feed", b"test")]
        lane = crc32(key) % settings.partitions
        sent.append(await producer.send(topic, value, key=key, partition=lane, headers=headers))
        await asyncio.sleep(max(0, began + number / per_second - time.monotonic()))
    await asyncio.gather(*sent)
    await producer.stop()


def produced_by_key(run: Publishing, messages: Sequence[tuple[bytes, bytes, Headers]]) -> None:
    """Put messages on articles.tagged, each on the lane that its key decides."""

    async def send() -> None:
        producer = AIOKafkaProducer(bootstrap_servers=run.settings.kafka_servers)
        await producer.start()
        for key, value, headers in messages:
            topic = topic_name(run.settings, "tagged")
            await producer.send_and_wait(topic, value, key=key, headers=headers)
        await producer.stop()

    asyncio.run(send())


def ended(process: "subprocess.Popen[bytes]") -> int:
    process.terminate()
    try:
        return process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
