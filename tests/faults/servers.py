"""Brokers and Redises of the fault runs: one of each, three brokers, behind links, on little disk.

Each of them can be killed, frozen, filled; all are Apache Kafka and redis-server as they are.
"""

import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from deploy.broker import LOGGING, PROPERTIES, cluster_id, java, prepared_broker
from deploy.memory import prepared_memory
from tests.conftest import Daemon, free_port
from tests.faults.links import Link

NODES = 3
DISK = "160m"  # of the small broker: its empty logs, and some tens of thousands of small records
MOUNT = ("mount", "-t", "tmpfs", "-o", f"size={DISK}", "wiredesk-faults")
PIECE = 4 << 10  # bytes that are written at once to fill it


class Servers:
    """A broker and a Redis for as many experiments as you like, each under a prefix of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.brokers = self._brokers()
        self.memory = memory_in(folder / "redis")
        self.redis_url = f"redis://127.0.0.1:{self.memory.port}/0"
        self.kafka = ",".join(f"127.0.0.1:{broker.port}" for broker in self.brokers)
        self.environ: dict[str, str] = {}  # what else an installation has to know
        self.own: dict[str, dict[str, str]] = {}  # and what single roles are told instead
        self.feeds: Link | None = None  # between pollers and the simulated web

    def _brokers(self) -> list[Daemon]:
        port = free_port()
        command = prepared_broker(self.folder / "kafka", port, free_port())
        return [Daemon(command, port, self.folder / "kafka.log")]

    @property
    def broker(self) -> Daemon:
        return self.brokers[0]

    def stop(self) -> None:
        for daemon in [*self.brokers, self.memory]:
            daemon.kill()


def memory_in(folder: Path) -> Daemon:
    port = free_port()
    return Daemon(prepared_memory(folder, port), port, folder.with_suffix(".log"))


class TwoMemories(Servers):
    """Dedup has a Redis of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.dedup = memory_in(folder / "dedup")
        self.environ["WIREDESK_DEDUP"] = f"redis://127.0.0.1:{self.dedup.port}/0"

    def stop(self) -> None:
        super().stop()
        self.dedup.kill()


class Linked(Servers):
    """Behind a link each: the broker, Redis, and the web."""

    def __init__(self, folder: Path) -> None:
        self.to_kafka, self.to_redis, self.feeds = Link(), Link(), Link()
        web = self.feeds
        super().__init__(folder)
        self.feeds = web
        self.to_kafka.target, self.to_redis.target = self.broker.port, self.memory.port
        self.kafka = f"127.0.0.1:{self.to_kafka.port}"
        self.redis_url = f"redis://127.0.0.1:{self.to_redis.port}/0"

    def _brokers(self) -> list[Daemon]:
        port = free_port()
        command = prepared_broker(self.folder / "kafka", port, free_port())
        advertise(self.folder / "kafka", port, self.to_kafka.port)
        return [Daemon(command, port, self.folder / "kafka.log")]

    @property
    def links(self) -> dict[str, Link]:
        assert self.feeds is not None
        return {"kafka": self.to_kafka, "redis": self.to_redis, "feeds": self.feeds}

    def stop(self) -> None:
        super().stop()
        for link in self.links.values():
            link.close()


def advertise(folder: Path, port: int, instead: int) -> None:
    """Have a broker tell its clients another port than the one it listens on."""
    file = folder / "server.properties"
    told = "advertised.listeners=PLAINTEXT://127.0.0.1:"
    file.write_text(file.read_text().replace(f"{told}{port}", f"{told}{instead}"))


class ThreeBrokers(Servers):
    """Each record on three brokers, acknowledged by two."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.environ["WIREDESK_REPLICATION"] = str(NODES)

    def _brokers(self) -> list[Daemon]:
        doors = [(free_port(), free_port()) for _ in range(NODES)]
        voters = ",".join(f"{n}@127.0.0.1:{door}" for n, (_, door) in enumerate(doors, start=1))
        cluster = cluster_id()

        def started(number: int) -> Daemon:
            folder, (port, door) = self.folder / f"kafka{number}", doors[number - 1]
            folder.mkdir(parents=True)
            properties = PROPERTIES.format(port=port, controller=door, data=folder / "data")
            (folder / "server.properties").write_text(node_of_three(properties, number, voters))
            return Daemon(formatted(folder, cluster), port, folder.with_suffix(".log"))

        with ThreadPoolExecutor(NODES) as pool:  # none listens before two of them have met
            return list(pool.map(started, range(1, NODES + 1)))


def node_of_three(properties: str, number: int, voters: str) -> str:
    """One node's properties, of a quorum of three that keeps what two of them have."""
    told = dict(line.split("=", 1) for line in properties.splitlines())
    del told["controller.quorum.bootstrap.servers"]
    told |= {"node.id": str(number), "controller.quorum.voters": voters}
    told |= dict.fromkeys((name for name in told if name.endswith("replication.factor")), "3")
    told |= dict.fromkeys((name for name in told if name.endswith(".min.isr")), "2")
    return "".join(f"{name}={value}\n" for name, value in told.items())


def formatted(folder: Path, cluster: str) -> list[str]:
    """The command that runs a node of a quorum whose members are known from the beginning."""
    properties = str(folder / "server.properties")
    (folder / "log4j2.properties").write_text(LOGGING)
    command = java(folder, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", properties)
    subprocess.run(command, check=True, capture_output=True)
    return java(folder, "kafka.Kafka", properties)


def may_mount() -> bool:
    """Whether this user may mount a file system: root mostly may, and not in every container."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*MOUNT, folder], check=False, capture_output=True)
        if done.returncode == 0:
            subprocess.run(["umount", folder], check=True)
    return done.returncode == 0


class SmallDisk(Servers):
    """The broker's data are on a small file system of its own, if we `may_mount`."""

    def _brokers(self) -> list[Daemon]:
        self.disk = self.folder / "kafka"
        self.disk.mkdir()
        subprocess.run([*MOUNT, str(self.disk)], check=True)
        return super()._brokers()

    def fill(self) -> None:
        """Leave no byte free."""
        with suppress(OSError), (self.disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(b"\0" * PIECE)

    def clear(self) -> None:
        (self.disk / "filler").unlink()

    def stop(self) -> None:
        super().stop()
        subprocess.run(["umount", str(self.disk)], check=True)
