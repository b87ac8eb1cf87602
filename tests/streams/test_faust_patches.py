"""Faust's faults that we mend: each patch has a test that fails on Faust as it is."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from faust.transport.consumer import Consumer
from faust.transport.drivers.aiokafka import Consumer as DriverConsumer
from faust.types import TP

from config.settings import Settings
from streams import faust_patches
from streams.app import app_for
from tests.streams.plain_worker import PlainStage

LANE = TP("articles.raw", 0)


@pytest.fixture(autouse=True)
def patched() -> Iterator[None]:
    faust_patches.apply()
    yield
    setattr(Consumer, "_new_offset", faust_patches._new_offset)  # noqa: B010
    setattr(Consumer, "_commit_offsets", faust_patches._commit_offsets)  # noqa: B010


class Refusing(DriverConsumer):
    """Faust's consumer with a broker that refuses commits."""

    def assignment(self) -> set[TP]:
        return {LANE}

    async def _commit(self, offsets: Any) -> bool:
        return False


@pytest.fixture
async def consumer(tmp_path: Path) -> AsyncIterator[Any]:
    app = app_for(PlainStage(), Settings(home=str(tmp_path)))
    one = Refusing(app.transport, nothing, nothing, nothing)
    yield one
    one._thread.thread_loop.close()  # made, never started


def message(offset: int, acked: bool = False) -> Any:
    return Message(tp=LANE, offset=offset, acked=acked)


@dataclass(eq=False)
class Message:
    tp: TP
    offset: int
    acked: bool


async def test_never_commits_past_a_message_that_is_still_at_work(consumer: Any) -> None:
    slow = message(3)
    consumer._unacked_messages.add(slow)
    consumer._acked[LANE] += [0, 1, 2, 4, 5]
    assert consumer._new_offset(LANE) == 3
    assert consumer._acked[LANE] == [4, 5], "kept for later"
    slow.acked = True
    consumer._acked[LANE].append(3)
    assert consumer._new_offset(LANE) == 6


async def test_never_commits_when_the_first_message_is_at_work(consumer: Any) -> None:
    slow = message(0)
    consumer._unacked_messages.add(slow)
    consumer._acked[LANE] += [1, 2]
    assert consumer._new_offset(LANE) is None


async def test_a_refused_commit_is_not_written_down_as_done(consumer: Any) -> None:
    consumer._committed_offset[LANE] = 5
    consumer.app.producer.flush = nothing
    assert await consumer._commit_offsets({LANE: 9}) is False
    assert consumer._committed_offset[LANE] == 5
    assert not faust_patches.is_committed(consumer, message(8))
    assert faust_patches.is_committed(consumer, message(4))


async def nothing(*_: object) -> None: ...


async def test_what_is_let_go_is_not_waited_for_and_not_committed(consumer: Any) -> None:
    held = message(0)
    consumer._unacked_messages.add(held)
    faust_patches.let_go(consumer, [held])
    assert not consumer._unacked_messages
    assert consumer._new_offset(LANE) is None
