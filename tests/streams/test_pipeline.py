"""The safe loop, on a real broker and Redis, in processes that are killed."""

import base64
import json
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.conftest import SHARED, Daemon, wait_until
from tests.streams.rig import Rig, Worker, ready

pytestmark = pytest.mark.way  # kills and outages: with the faults, not the units


@pytest.fixture
def rig(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Rig]:
    one = Rig(kafka, redis_url, tmp_path, session=6, heartbeat=1)
    yield one
    one.close()


def headers(record: Any) -> dict[str, bytes]:
    return dict(record.headers)


def good(count: int) -> list[bytes]:
    return [json.dumps({"n": place}).encode() for place in range(count)]


def test_carries_every_message_to_where_its_outcome_belongs(rig: Rig) -> None:
    values = [b'{"n": 1}', b'{"do": "reject"}', b'{"do": "raise"}', b'{"n": 2}']
    rig.put("resolved", values, partition=1)
    worker = ready(rig.work())
    wait_until(lambda: worker.counted("received") == 4, what="four messages counted")
    assert [worker.counted(word) for word in ("passed", "rejected", "parked")] == [2, 1, 1]
    passed: list[Any] = rig.records("tagged")
    assert [(one.value, one.key, one.partition) for one in passed] == [
        (values[0], b"id0", 1), (values[3], b"id3", 1),
    ]  # fmt: skip
    assert headers(passed[0])["feed"] == b"f"
    dead: list[Any] = rig.records("dead")
    assert [(one.value, one.key) for one in dead] == [(values[2], b"id2")]
    assert headers(dead[0])["error_class"] == b"ValueError"
    lines = [json.loads(one.value) for one in rig.records("ledger")]
    assert [(one["id"], one["what"], one["reason"]) for one in lines] == [
        ("id1", "filtered", "empty"), ("id2", "dead", "ValueError"),
    ]  # fmt: skip


def test_keeps_what_broke_beside_an_article_that_passed(rig: Rig) -> None:
    rig.put("resolved", good(1))
    worker = ready(rig.work(STAGE="odd"))
    wait_until(lambda: worker.counted("received") == 1)
    assert worker.counted("passed") == 1
    dead: list[Any] = rig.records("dead")
    assert headers(dead[0])["evidence"] == b"1"
    assert rig.records("ledger") == []
    assert len(rig.records("tagged")) == 1


def test_no_poison_stops_the_good_ones_or_is_lost(rig: Rig) -> None:
    poison = poisonous()
    rig.put("resolved", good(50))
    rig.put_strange("resolved", poison)
    rig.put("resolved", good(50))
    worker = ready(rig.work())
    wait_until(lambda: worker.counted("received") == 100 + len(poison), what="all counted")
    sums = {word: worker.counted(word) for word in ("passed", "rejected", "parked")}
    assert sum(sums.values()) == worker.counted("received")
    dead: list[Any] = rig.records("dead")
    assert len(dead) == sums["parked"] >= 10
    parked = [one.value for one in dead]
    passed: list[Any] = [one.value for one in rig.records("tagged")]
    assert sorted(map(repr, parked + passed)) == sorted(map(repr, [*poison, *good(50), *good(50)]))
    sources = [headers(one)["source"] for one in dead]
    assert len(set(sources)) == len(sources), "each parked once"


def poisonous() -> list[bytes | None]:
    file = SHARED / "data" / "security" / "kafka-poison" / "messages.json"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    values = [one["value_b64"] for one in json.loads(file.read_text())]
    return [None if value is None else base64.b64decode(value) for value in values]


def test_a_term_ends_an_idle_worker_in_good_order(rig: Rig, redis_url: str) -> None:
    rig.put("resolved", good(10))
    worker = ready(rig.work())
    wait_until(lambda: worker.counted("received") == 10)
    began = time.monotonic()
    worker.process.send_signal(signal.SIGTERM)
    assert worker.process.wait(10) == 0
    assert time.monotonic() - began < 5
    assert redis.Redis.from_url(redis_url).keys("*try:*") == []


def test_a_term_ends_a_worker_that_waits_for_redis(rig: Rig, memory: Daemon) -> None:
    worker = ready(rig.work())
    memory.signal(signal.SIGSTOP)
    try:
        rig.put("resolved", good(10))
        wait_until(lambda: worker.why_not() == "waiting for redis", what="it says so")
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(6) == 0
    finally:
        memory.signal(signal.SIGCONT)
    again = ready(rig.work())
    wait_until(lambda: again.counted("passed") == 10, what="what was given back")


def test_goes_on_by_itself_when_the_broker_was_frozen(rig: Rig, broker: Daemon) -> None:
    worker = ready(rig.work())
    rig.put("resolved", good(10))
    wait_until(lambda: worker.counted("passed") == 10)
    broker.signal(signal.SIGSTOP)
    try:
        wait_until(lambda: worker.why_not() == "waiting for kafka", what="it says so")
        assert json.loads(worker.get("/livez"))["ok"] is True
    finally:
        broker.signal(signal.SIGCONT)
    rig.put("resolved", good(10))
    wait_until(lambda: worker.counted("passed") == 20)
    assert worker.is_ready()


def kill_after(worker: Worker, least: int) -> None:
    wait_until(lambda: worker.counted("received") > least, what="some work")
    worker.kill()


def test_loses_nothing_through_kills_at_any_moment(rig: Rig) -> None:
    ids = [f"a{place}" for place in range(3000)]
    for partition in range(2):
        rig.put("resolved", good(1500), ids[partition::2], partition)
    for least in random.Random(7).sample(range(120), 3):
        kill_after(ready(rig.work()), least)
    ready(rig.work())

    def passed() -> set[str]:
        found: list[Any] = rig.records("tagged")
        return {one.key.decode() for one in found}

    wait_until(lambda: passed() == set(ids), 40, "every output")
    assert rig.records("dead") == []


def test_the_partitions_of_a_dead_worker_go_to_the_other(rig: Rig) -> None:
    one = ready(rig.work(WIREDESK_SLOT="1"))
    other = ready(rig.work(WIREDESK_SLOT="2"))
    rig.put("resolved", good(20), partition=0)
    rig.put("resolved", good(20), partition=1)
    wait_until(lambda: one.counted("passed") + other.counted("passed") == 40)
    one.kill()
    rig.put("resolved", good(20), partition=0)
    rig.put("resolved", good(20), partition=1)

    def passed() -> Counter[int]:
        found: list[Any] = rig.records("tagged")
        return Counter(one.partition for one in found)

    wait_until(lambda: passed() == {0: 40, 1: 40}, 30, "the outputs of both partitions")


def test_an_error_of_the_stage_itself_ends_the_process_and_skips_nothing(rig: Rig) -> None:
    rig.put("resolved", [b"crash"])
    for _ in range(2):  # the second gets it again
        assert rig.work().process.wait(30) == 1
    assert rig.records("dead") == rig.records("tagged") == []


def test_parks_the_one_message_that_kills_its_process_three_times(rig: Rig) -> None:
    values = [*good(5), b'{"do": "die"}', *good(5)]
    rig.put("resolved", values)
    for _ in range(4):  # once in a batch, three times alone
        assert rig.work().process.wait(30) == 9
    survivor = rig.work()
    wait_until(lambda: survivor.counted("parked") == 1, what="parking")
    wait_until(lambda: len(rig.records("tagged")) >= 10)
    dead: list[Any] = rig.records("dead")
    assert [(one.value, headers(one)["error_class"]) for one in dead] == [
        (b'{"do": "die"}', b"KilledThrice")
    ]


def test_a_broken_stage_stops_itself_and_a_restart_does_not_close_its_breaker(
    kafka: str, redis_url: str, tmp_path: Path
) -> None:
    rig = Rig(kafka, redis_url, tmp_path, breaker_run=5, session=6, heartbeat=1)
    try:
        (tmp_path / "broken").touch()
        rig.put("resolved", good(30))
        worker = rig.work()
        wait_until(lambda: "breaker" in worker.why_not(), what="an open breaker")
        assert len(rig.records("dead")) == 5
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(6) == 0
        again = rig.work()
        wait_until(lambda: "breaker" in again.why_not(), what="still open")
        assert len(rig.records("dead")) == 5
        (tmp_path / "broken").unlink()
        wait_until(lambda: again.counted("passed") == 25, what="it closes by itself")
        assert again.is_ready()
        assert len(rig.records("dead")) == 5
    finally:
        rig.close()
