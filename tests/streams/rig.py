"""An installation of a few inner topics under a prefix of its own, and workers on it."""

import json
import os
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.error import URLError

import msgspec
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from config.cluster import on_cluster
from config.settings import ROOT, Settings
from config.startup import declared_topics
from tests.conftest import free_port, wait_until
from tests.ingest.topics import created

PARTITIONS = 2
PLAIN = ("-m", "tests.streams.plain_worker")


class Worker:
    """A worker process and its health port."""

    def __init__(self, command: Sequence[str], environ: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.log = log
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *command, str(self.port)],
                env=os.environ | environ, cwd=ROOT, stdout=out, stderr=out,
            )  # fmt: skip

    def get(self, path: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as answer:
                return str(answer.read().decode())
        except URLError as error:
            return error.read().decode() if hasattr(error, "read") else ""
        except OSError:
            return ""

    def is_ready(self) -> bool:
        body = self.get("/readyz")
        return bool(body) and json.loads(body)["ok"] is True

    def why_not(self) -> str:
        body = self.get("/readyz")
        return str(json.loads(body)["why"]) if body else ""

    def counted(self, outcome: str) -> int:
        """received, passed, rejected or parked so far, of this process."""
        lines = self.get("/metrics").splitlines()
        wanted = "received_total{" if outcome == "received" else f'outcome="{outcome}"'
        found = [line for line in lines if "_total{" in line and wanted in line]
        return sum(int(float(line.rsplit(" ", 1)[1])) for line in found)

    def ended(self) -> bool:
        return self.process.poll() is not None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Rig:
    def __init__(self, kafka: str, redis_url: str, folder: Path, **changes: object) -> None:
        self.folder, self.workers = folder, list[Worker]()
        (folder / "desks.toml").write_text('[[desk]]\nname = "all"\nlabel = "Toate"\n')
        self.environ = {
            "WIREDESK_KAFKA": kafka, "WIREDESK_REDIS": redis_url,
            "WIREDESK_PREFIX": f"t{uuid.uuid4().hex[:8]}.", "WIREDESK_HOME": str(folder),
            "WIREDESK_PARTITIONS": str(PARTITIONS), "WIREDESK_BREAKER_SECONDS": "0.2",
            "BROKEN": str(folder / "broken"), "WIREDESK_DESKS": str(folder / "desks.toml"),
        } | {f"WIREDESK_{name.upper()}": str(value) for name, value in changes.items()}  # fmt: skip
        values = {k[9:].lower(): v for k, v in self.environ.items() if k.startswith("WIREDESK")}
        self.settings = msgspec.convert(values, Settings, strict=False)
        self.kafka = kafka
        declared = declared_topics(self.settings)
        on_cluster(self.settings, lambda admin: created(admin, declared))
        self._producer = KafkaProducer(bootstrap_servers=kafka, acks="all", linger_ms=5)

    def work(self, *command: str, **environ: str) -> Worker:
        log = self.folder / f"worker-{len(self.workers)}.log"
        worker = Worker(command or PLAIN, self.environ | environ, log)
        self.workers.append(worker)
        return worker

    def stage(self, name: str) -> Worker:
        """The real command, as `wiredesk up` starts it."""
        start = "from deploy.cli import main; main()"
        return self.work("-c", start, "work", name, "--health-port")

    def put(
        self,
        topic: str,
        values: Sequence[bytes | None],
        ids: Sequence[str] = (),
        partition: int = 0,
    ) -> None:
        for place, value in enumerate(values):
            id = ids[place] if ids else f"id{place}"
            headers = [("id", id.encode()), ("seen_at", seen_at(place).encode()), ("feed", b"f")]
            self._producer.send(
                self.name(topic), value=value, key=id.encode(), headers=headers, partition=partition
            )
        self._producer.flush(30)

    def put_strange(self, topic: str, values: Sequence[bytes | None]) -> None:
        """Messages of a stranger: no headers, a key only where the client insists on one."""
        for value in values:
            key = b"k" if value is None else None
            self._producer.send(self.name(topic), value=value, key=key, partition=0)
        self._producer.flush(30)

    def name(self, topic: str) -> str:
        return f"{self.settings.prefix}articles.{topic}"

    def records(self, topic: str) -> list[Any]:
        """Everything on a topic, now."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.kafka, enable_auto_commit=False, isolation_level="read_committed"
        )
        lanes = [TopicPartition(self.name(topic), number) for number in range(PARTITIONS)]
        consumer.assign(lanes)
        ends = consumer.end_offsets(lanes)
        consumer.seek_to_beginning(*lanes)
        found: list[Any] = []
        while any(consumer.position(lane) < ends[lane] for lane in lanes):
            for batch in consumer.poll(timeout_ms=200).values():
                found += batch
        consumer.close()
        return found

    def close(self) -> None:
        for worker in self.workers:
            if not worker.ended():
                worker.kill()
        self._producer.close(5)


def seen_at(place: int) -> str:
    return f"2026-11-22T08:00:{place // 1000:02d}.{place % 1000:03d}Z"


def ready(worker: Worker) -> Worker:
    wait_until(lambda: worker.is_ready() or worker.ended(), 30, "a ready worker")
    assert not worker.ended(), worker.log.read_text()[-3000:]
    return worker
