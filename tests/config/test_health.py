import json
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import pytest

from config.errors import ConfigError
from config.health import Pulse, serve_health
from config.metrics import RECEIVED
from tests.conftest import free_port

Get = Callable[[str], tuple[int, str]]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pulse(clock: Clock) -> Pulse:
    return Pulse(silence=60, clock=clock)


@pytest.fixture
def served() -> Iterator[tuple[Pulse, Get]]:
    """A pulse, and how a watchdog asks for it."""
    pulse, port = Pulse(), free_port()
    server = serve_health(pulse, port)

    def get(path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    yield pulse, get
    server.shutdown()
    server.server_close()


def test_a_role_is_ready_once_it_says_so(served: tuple[Pulse, Get]) -> None:
    pulse, get = served
    status, body = get("/readyz")
    assert (status, json.loads(body)) == (503, {"ok": False, "why": "starting"})
    pulse.not_ready = None
    assert get("/readyz")[0] == 200


def test_a_role_that_waits_is_alive_but_not_ready(served: tuple[Pulse, Get]) -> None:
    pulse, get = served
    pulse.not_ready, pulse.waiting = None, "kafka"
    assert get("/livez")[0] == 200
    assert get("/readyz") == (503, '{"ok": false, "why": "waiting for kafka"}\n')


def test_metrics_are_served_as_prometheus_reads_them(served: tuple[Pulse, Get]) -> None:
    RECEIVED.labels("clean")
    status, body = served[1]("/metrics?x=1")
    assert status == 200
    assert "# TYPE wiredesk_stage_received_total counter" in body


def test_other_paths_are_told_what_there_is(served: tuple[Pulse, Get]) -> None:
    assert served[1]("/") == (404, "/metrics, /livez or /readyz\n")


def test_a_taken_port_is_named() -> None:
    pulse, port = Pulse(), free_port()
    server = serve_health(pulse, port)
    try:
        with pytest.raises(ConfigError, match=f"cannot listen on 127.0.0.1:{port}: Address"):
            serve_health(pulse, port)
    finally:
        server.shutdown()
        server.server_close()


def test_a_thread_of_its_own_answers(served: tuple[Pulse, Get]) -> None:
    names = {thread.name for thread in threading.enumerate() if thread.daemon}
    assert "health" in names
    assert served[1]("/livez")[0] == 200


def test_a_loop_that_stands_still_is_not_alive(clock: Clock, pulse: Pulse) -> None:
    clock.now += 59
    assert pulse.dead() is None
    clock.now += 2
    assert pulse.dead() == "the loop has not turned for 61 s"
    pulse.tick()
    assert pulse.dead() is None


def test_a_batch_that_never_ends_is_not_alive_though_the_loop_turns(
    clock: Clock, pulse: Pulse
) -> None:
    pulse.busy()
    clock.now += 61
    pulse.tick()
    assert pulse.dead() == "one batch has taken 61 s"
    pulse.idle()
    assert pulse.dead() is None


def test_a_batch_that_waits_for_a_server_is_alive(clock: Clock, pulse: Pulse) -> None:
    pulse.busy()
    pulse.waiting = "redis"
    clock.now += 600
    pulse.tick()
    assert pulse.dead() is None


def test_after_the_wait_the_batch_gets_its_whole_time_again(clock: Clock, pulse: Pulse) -> None:
    pulse.busy()
    pulse.waiting = "redis"
    clock.now += 600
    pulse.tick()
    pulse.waiting = None
    assert pulse.dead() is None
    clock.now += 61
    pulse.tick()
    assert pulse.dead() == "one batch has taken 61 s"


def test_a_loop_beside_the_first_that_turns_no_more_is_not_alive(
    clock: Clock, pulse: Pulse
) -> None:
    pulse.turn("feeds")
    clock.now += 61
    pulse.tick()
    assert pulse.dead() == "feeds: nothing for 61 s"
    pulse.turn("feeds")
    assert pulse.dead() is None


def test_a_loop_that_rests_or_waits_is_not_missed(clock: Clock, pulse: Pulse) -> None:
    pulse.turn("feeds")
    pulse.rest("feeds")
    pulse.turn("entries")
    pulse.waiting = "redis"
    clock.now += 600
    pulse.tick()
    assert pulse.dead() is None
    pulse.waiting = None
    assert pulse.dead() is None


def test_what_nobody_reads_is_told_unless_its_server_is_away(pulse: Pulse) -> None:
    pulse.stuck = "2 records are there"
    assert pulse.dead() == "2 records are there"
    pulse.waiting = "kafka"
    assert pulse.dead() is None
