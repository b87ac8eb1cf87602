"""The publisher under everything that can happen to it: 0 lost, 0 twice, versions without gaps."""

import contextlib
import random
import re
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from deploy.broker import prepared_broker
from tests.conftest import Daemon, free_port, wait_until
from tests.streams.editions import Editions
from tests.streams.inspection import Inspection
from tests.streams.publishing import Publishing
from tests.streams.run_publisher import GONE

pytestmark = pytest.mark.way  # kills and outages: with the faults, not the units

ENDED = "wiredesk_stage_messages_total"
STORE = {"heads", "art", "ver", "timelines"}  # faults that end with the fold of what is published
POINTS = (
    "streams.fold:Fold.heads before flush 0.02",
    "streams.fold:Fold.heads after flush 0.02",
    "streams.fold:Fold.heads after exit 0.02",
    "aiokafka:AIOKafkaProducer.commit_transaction before exit 0.03",
    "aiokafka:AIOKafkaProducer.commit_transaction after exit 0.03",
    "streams.lane:Lane._transaction after flush 0.02",
    "streams.refold:Refold._reached after exit 0.05",
    "streams.refold:Refold._reached after flush 0.02",
    "streams.fold:Fold.apply after exit 0.02",
)  # before and after each step of a batch and of a take-over, with its share of calls: a batch in
# six, so that each kind strikes on a busy machine, too, where batches are large and few


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Daemon]:
    """A broker that may be killed."""
    port = free_port()
    command = prepared_broker(tmp_path / "kafka", port, free_port())
    daemon = Daemon(command, port, tmp_path / "kafka.log")
    yield daemon
    daemon.kill()


class Trouble(NamedTuple):
    """How much of everything happens, at random moments, while the load runs."""

    kills: int
    stops: int
    flushes: int
    broker_kills: int
    pause: float = 1.5  # seconds between two of them, on average


def strike(run: Publishing, broker: Daemon, trouble: Trouble, seed: int) -> None:
    """Do all of it, in an order drawn from the seed."""
    draw = random.Random(seed)
    events = ["kill"] * trouble.kills + ["stop"] * trouble.stops + ["flush"] * trouble.flushes
    events += ["broker"] * trouble.broker_kills
    draw.shuffle(events)
    for event in events:
        time.sleep(draw.uniform(0.5, 1.5) * trouble.pause)  # the pace; nothing is waited for
        strike_once(run, broker, event, draw.randrange(len(run.processes)))


def strike_once(run: Publishing, broker: Daemon, event: str, slot: int) -> None:
    if event == "kill":
        run.processes[slot].kill()
    elif event == "flush":
        run.redis.flushall()
    elif event == "broker":
        broker.kill()
        broker.start()
    else:
        freeze(run, slot)


def freeze(run: Publishing, slot: int) -> None:
    """Stop a process until the group has given it up and its lanes are elsewhere."""
    process = run.processes[slot]
    process.send_signal(signal.SIGSTOP)
    time.sleep(run.settings.session + 1.5)  # what is waited for is that nothing answers
    process.send_signal(signal.SIGCONT)


def withstood(
    run: Publishing, broker: Daemon, editions: Editions, trouble: Trouble, rate: float
) -> Inspection:
    """The state after a load through all of that trouble."""
    feeding = threading.Thread(target=run.feed, args=(editions.messages(), rate))
    feeding.start()
    strike(run, broker, trouble, seed=7)
    feeding.join()
    run.settle(len(editions.articles), 90)
    with contextlib.suppress(TimeoutError):  # then what is wrong is shown
        wait_until(lambda: Inspection(run, editions).wrong.keys() - STORE == set(), 5, "the topics")
        wait_until(lambda: not Inspection(run, editions).wrong, 30, "a store lost at the very end")
    return Inspection(run, editions)


def rebuilt(run: Publishing, count: int) -> bool:
    return len(run.redis.keys(f"{run.settings.prefix}head:*")) == count


@pytest.mark.timeout(180)
def test_through_kills_freezes_and_losses_each_version_is_published_exactly_once(
    own_broker: Daemon, redis_url: str, tmp_path: Path
) -> None:
    run = Publishing(tmp_path / "kills", f"127.0.0.1:{own_broker.port}", redis_url)
    editions = Editions(2000, seed=20261122, articles=200)
    run.start(2, *POINTS)
    try:
        state = withstood(run, own_broker, editions, Trouble(6, 1, 2, 1), rate=110)
        assert state.wrong == {}
        assert {-signal.SIGKILL, 9, 1} <= set(run.exits)  # killed, at a point, of its own will
        assert GONE not in run.exits
        run.redis.flushall()
        wait_until(lambda: rebuilt(run, len(state.expected)), 40, "the store")
        wait_until(lambda: Inspection(run, editions).wrong == {}, 20, "the same store as before")
    finally:
        run.stop()


MUTANTS = {
    "no_mark_check": ("streams.fold:Fold.heads before flush 1",),  # the second batch knows articles
    "no_refold": ("aiokafka:AIOKafkaProducer.commit_transaction after exit 0.3",),
    "no_rule": (),
}


@pytest.mark.timeout(90)
@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_inspection_sees_what_each_rule_prevents(
    kafka: str, redis_url: str, tmp_path: Path, mutant: str
) -> None:
    run = Publishing(tmp_path / mutant.replace("_", "-"), kafka, redis_url, partitions=1)
    editions = Editions(400, seed=3, articles=30)
    run.start(1, f"mutant {mutant}", *MUTANTS[mutant])
    try:
        wait_until(lambda: "lane ready" in run.log(), 30, "its lane")  # or one batch has it all
        run.feed(editions.messages(), per_second=120)
        wait_until(lambda: len(run.read("articles.ledger")) >= 400, 60, "the ledger")
        state = Inspection(run, editions)
    finally:
        run.stop()
    assert state.faults["twice"] + state.faults["wrong sequences"] > 0
    assert GONE not in run.exits


def test_a_name_that_is_gone_fails_the_run(kafka: str, redis_url: str, tmp_path: Path) -> None:
    run = Publishing(tmp_path / "gone", kafka, redis_url)
    run.start(1, "streams.fold:Fold.no_such_thing before exit 1")
    try:
        wait_until(lambda: run.exits[GONE], 20, "its exit")
    finally:
        run.stop()


def test_ends_cleanly_within_seconds_and_tells_what_it_did(
    kafka: str, redis_url: str, tmp_path: Path
) -> None:
    run = Publishing(tmp_path / "clean", kafka, redis_url)
    editions = Editions(300, seed=5, articles=40)
    run.start(1)
    try:
        run.feed([*editions.messages(), (b"broken", b"{")])
        run.settle(len(editions.articles))
        wait_until(lambda: ended(run) == len(editions.articles) + 1, 20, "all, the broken one, too")
        counts = metrics(run)
        assert answers(run, "/readyz") == answers(run, "/livez") == 200
    finally:
        began = time.monotonic()
        codes = run.stop()
    assert codes == [0]
    assert time.monotonic() - began < 5
    stage = 'stage="publish"'
    outcomes = {"passed", "rejected", "parked"}
    told = [counts[f'{ENDED}{{outcome="{word}",{stage}}}'] for word in outcomes]
    assert sum(told) == counts[f"wiredesk_stage_received_total{{{stage}}}"]
    assert sum(told) == len(editions.articles) + 1
    assert counts["wiredesk_publish_lanes"] == 2


def ended(run: Publishing) -> float:
    return sum(count for name, count in metrics(run).items() if name.startswith(ENDED))


def test_is_not_ready_and_ends_within_seconds_while_kafka_does_not_answer(
    own_broker: Daemon, redis_url: str, tmp_path: Path
) -> None:
    run = Publishing(tmp_path / "frozen", f"127.0.0.1:{own_broker.port}", redis_url)
    run.start(1)
    try:
        wait_until(lambda: run.log().count("lane ready") == 2, 20, "both lanes")
        own_broker.signal(signal.SIGSTOP)
        wait_until(lambda: answers(run, "/readyz") == 503, 10, "its saying so")
        assert answers(run, "/livez") == 200
        began = time.monotonic()
        assert run.stop() == [0]
        assert time.monotonic() - began < 5
    finally:
        own_broker.signal(signal.SIGCONT)


def test_waits_for_a_redis_that_is_away_and_ends_with_zero_when_told(
    kafka: str, tmp_path: Path
) -> None:
    run = Publishing(tmp_path / "away", kafka, f"redis://127.0.0.1:{free_port()}/0")
    run.start(1)
    wait_until(lambda: '"waiting"' in run.log(), 20, "its line")
    assert run.stop() == [0]
    assert not run.exits or set(run.exits) == {0}


def metrics(run: Publishing) -> dict[str, float]:
    url = f"http://127.0.0.1:{run.ports[0]}/metrics"
    with urllib.request.urlopen(url, timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, value in map(split, lines) if not name.startswith("#")}


def answers(run: Publishing, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{run.ports[0]}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as no:
        return no.code


def split(line: str) -> tuple[str, str]:
    name, _, value = line.rpartition(" ")
    return (name, value) if re.match(r"^[0-9.e+-]+$", value) else ("#", "0")
