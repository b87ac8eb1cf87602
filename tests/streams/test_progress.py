"""A worker that is up and gets nowhere is not alive; one that waits for its servers is."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Daemon, wait_until
from tests.streams.rig import Rig, Worker, ready

pytestmark = [pytest.mark.way, pytest.mark.timeout(240)]
SILENCE = 6.0  # seconds, of the 50 in earnest: a probe of Kafka may take three of them
NOTHING = b"{}"
Rigs = Callable[[str], Rig]


@pytest.fixture
def rigs(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Rigs]:
    made: list[Rig] = []

    def rig(name: str) -> Rig:
        folder = tmp_path / name
        folder.mkdir()
        made.append(Rig(kafka, redis_url, folder, session=20, heartbeat=1))
        return made[-1]

    yield rig
    for one in made:
        one.close()


def why(worker: Worker) -> str:
    """Why it should be restarted."""
    body = worker.get("/livez")
    return str(json.loads(body)["why"] or "") if body else ""


def test_who_gets_nowhere_though_it_is_up_is_not_alive(rigs: Rigs) -> None:
    """A stuck agent, a blocked loop, and a partition that is never fetched, side by side."""
    stuck, blocked, deaf = map(rigs, ("stuck", "blocked", "deaf"))
    silence = {"SILENCE": str(SILENCE)}
    workers = {
        "one batch has taken": stuck.work(**silence),
        "the loop has not turned": blocked.work(**silence),
        "2 records of": deaf.work(**silence, DEAF="1"),
    }
    *_, listening = map(ready, workers.values())
    deaf.put("resolved", [NOTHING] * 3, partition=0)
    stuck.put("resolved", [b"hang"])
    blocked.put("resolved", [b"block"])
    wait_until(lambda: listening.counted("passed") == 3, 60, "the partition that is fetched")
    deaf.put("resolved", [NOTHING] * 2, partition=1)
    for told, worker in workers.items():
        wait_until(lambda told=told, worker=worker: told in why(worker), 60, told)  # type: ignore[misc]


def test_who_waits_for_kafka_and_redis_is_alive_from_its_start_on(
    rigs: Rigs, broker: Daemon, memory: Daemon
) -> None:
    worker = (rig := rigs("outage")).work(SILENCE=str(SILENCE))
    ready(worker)  # Faust itself has not seen its partitions yet
    for server in (broker, memory):
        server.signal(signal.SIGSTOP)
    try:
        assert_alive(worker, 1.5 * SILENCE)
    finally:
        for server in (broker, memory):
            server.signal(signal.SIGCONT)
    rig.put("resolved", [NOTHING] * 5)
    wait_until(lambda: worker.counted("passed") == 5, 60, "what came after it")
    assert not why(worker)


def assert_alive(worker: Worker, seconds: float) -> None:
    """It is, at each look, for longer than it may be silent."""
    until = time.monotonic() + seconds

    def over() -> bool:
        assert not why(worker)
        return time.monotonic() > until

    wait_until(over, seconds + 60, "the outage's length")
