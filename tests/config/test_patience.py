import pytest
from redis.exceptions import ConnectionError, OutOfMemoryError, ResponseError

from config.health import Pulse
from config.patience import patiently


class Away:
    """A server that is away for some calls, and then answers."""

    def __init__(self, calls: int, error: type[Exception] = ConnectionError) -> None:
        self.left, self.error = calls, error
        self.seen: list[str | None] = []

    async def __call__(self) -> str:
        self.seen.append(pulse_of(self))
        if self.left:
            self.left -= 1
            raise self.error("away")
        return "here"


PULSES: dict[int, Pulse] = {}


def pulse_of(server: Away) -> str | None:
    return PULSES[id(server)].waiting


def watched(server: Away) -> Pulse:
    pulse = PULSES[id(server)] = Pulse()
    pulse.not_ready = None
    return pulse


PAUSE = 0.001


async def test_the_answer_comes_however_long_it_takes() -> None:
    server = Away(5)
    assert await patiently(server, watched(server), pause=PAUSE) == "here"
    assert len(server.seen) == 6


async def test_meanwhile_the_role_says_what_it_waits_for() -> None:
    server = Away(2)
    pulse = watched(server)
    await patiently(server, pulse, pause=PAUSE)
    assert server.seen == [None, "redis", "redis"]
    assert pulse.waiting is None
    assert pulse.unready() is None


async def test_a_full_redis_is_waited_for() -> None:
    server = Away(3, OutOfMemoryError)
    assert await patiently(server, watched(server), pause=PAUSE) == "here"


async def test_a_wrong_call_is_not_repeated() -> None:
    server = Away(1, ResponseError)
    with pytest.raises(ResponseError):
        await patiently(server, watched(server), pause=PAUSE)


async def test_the_time_spent_waiting_is_counted() -> None:
    from config.metrics import WAITING  # noqa: PLC0415

    def counted() -> float:
        value: float = WAITING.labels("redis")._value.get()
        return value

    before = counted()
    server = Away(3)
    await patiently(server, watched(server), pause=PAUSE)
    assert counted() - before > 0.003
