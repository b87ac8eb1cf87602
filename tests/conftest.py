"""Real parts for every test that needs them: one broker and one Redis a session, on free ports."""

import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

import pytest
import redis

from config.settings import LISTENERS
from deploy.broker import prepared_broker
from deploy.home import free
from deploy.memory import prepared_memory

SHARED = Path(__file__).parents[2] / "shared"  # test data that is not committed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands in tests/way and tests/faults bears the mark `way`: deploy/test runs it apart."""
    for item in items:
        if {"way", "faults"} & set(item.path.parts):
            item.add_marker("way")


def ports() -> Iterator[int]:
    """Ports to try, none of them twice for long.

    The kernel hands out ports from 32768 on; below them nobody takes one by chance, as it happens
    above to a role that is being started again. Workers that run tests side by side have parts of
    their own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    part = 22_000 // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    for place in count(random.randrange(part)):
        yield 10_000 + worker * part + place % part


PORTS = ports()


def free_port() -> int:
    return next(port for port in PORTS if free(port))


def free_block() -> int:
    """The first of a block of free ports for a whole installation."""
    while True:
        block = list(islice(PORTS, len(LISTENERS)))
        if block[-1] - block[0] == len(block) - 1 and all(map(free, block)):
            return block[0]


def wait_until(
    true: Callable[[], object], seconds: float = 60, what: str = "the condition"
) -> None:
    """Wait for a condition, with a deadline; no test sleeps for a fixed time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come true within {seconds} s")
        time.sleep(0.02)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Daemon:
    """A real server under test: started, killed, frozen, started again on the same data."""

    def __init__(self, command: list[str], port: int, log: Path) -> None:
        self.command, self.port, self.log = command, port, log
        self.start()

    def start(self, seconds: float = 60) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        wait_until(lambda: listens(self.port), seconds, f"{self.command[0]} on {self.port}")

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """An Apache Kafka of this session's own."""
    folder, port = tmp_path_factory.mktemp("kafka"), free_port()
    daemon = Daemon(prepared_broker(folder, port, free_port()), port, folder / "log")
    yield daemon
    daemon.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def kafka(broker: Daemon) -> str:
    """The broker's address."""
    return f"127.0.0.1:{broker.port}"


@pytest.fixture(scope="session")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A redis-server of this session's own."""
    folder, port = tmp_path_factory.mktemp("redis"), free_port()
    daemon = Daemon(prepared_memory(folder, port), port, folder / "log")
    yield daemon
    daemon.kill()


@pytest.fixture
def redis_url(memory: Daemon) -> str:
    """The Redis's address, emptied for this test."""
    redis.Redis(port=memory.port).flushall()
    return f"redis://127.0.0.1:{memory.port}/0"
