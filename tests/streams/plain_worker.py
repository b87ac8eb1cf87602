"""A worker with a small stage of its own, run as a process by the tests of the safe loop.

A message is JSON: {"do": "pass" | "reject" | "raise" | "die"}, anything else passes; bytes that are
no JSON raise; `crash` is an error of the stage itself, `hang` never comes back, `block` stops the
loop, too. While the file named by BROKEN exists, everything raises.

DEAF=1: partition 1 is never fetched. SILENCE: seconds after which the worker is not alive.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from aiokafka.consumer.fetcher import Fetcher

from config.health import SILENCE, Pulse
from config.roles import begin
from config.settings import load_settings
from config.topics import Name
from streams.app import run
from streams.errors import Rejected
from streams.stage import Outcome, Passed, outcomes


class PlainStage:
    name = "tag"
    source: Name = "resolved"
    target: Name = "tagged"
    batch = 200

    async def begin(self, pulse: Pulse) -> None: ...

    async def decide(self, values: Sequence[bytes]) -> list[Outcome]:
        if b"crash" in values:
            raise RuntimeError("not about one message")
        if b"hang" in values:
            await asyncio.Event().wait()
        if b"block" in values:
            threading.Event().wait()
        return await outcomes(done, values)

    async def end(self) -> None: ...


class Odd(PlainStage):
    """Passes everything, each with evidence."""

    async def decide(self, values: Sequence[bytes]) -> list[Outcome]:
        return [Passed(value, ValueError("seen on the way")) for value in values]


def deafen() -> None:
    """Let aiokafka pass by partition 1, as if it had been forgotten at a rebalance."""
    choose = Fetcher._get_actions_per_node

    def chosen(fetcher: Any, assignment: Any) -> Any:
        for place in assignment.tps:
            if place.partition == 1:
                assignment.state_value(place).pause()
        return choose(fetcher, assignment)

    Fetcher._get_actions_per_node = chosen


def done(value: bytes) -> bytes:
    if Path(os.environ["BROKEN"]).exists():
        raise RuntimeError("the stage is broken")
    what = msgspec.json.decode(value, type=dict[str, object]).get("do")
    if what == "die":
        os._exit(9)
    if what == "reject":
        raise Rejected("empty")
    if what == "raise":
        raise ValueError("a bad message")
    return value


if __name__ == "__main__":
    settings = load_settings()
    stage = Odd() if os.environ.get("STAGE") == "odd" else PlainStage()
    if "DEAF" in os.environ:
        deafen()
    silence = float(os.environ.get("SILENCE", SILENCE))
    run(stage, settings, begin("work-tag", settings, int(sys.argv[1]), silence=silence))
