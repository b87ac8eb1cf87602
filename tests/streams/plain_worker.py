"""A worker with a small stage of its own, run as a process by the tests of the safe loop.

A message is JSON: {"do": "pass" | "reject" | "raise" | "die"}, anything else passes; bytes that are
no JSON raise; `crash` is an error of the stage itself. While the file named by BROKEN exists,
everything raises.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from config.health import Pulse
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
        return await outcomes(done, values)

    async def end(self) -> None: ...


class Odd(PlainStage):
    """Passes everything, each with evidence."""

    async def decide(self, values: Sequence[bytes]) -> list[Outcome]:
        return [Passed(value, ValueError("seen on the way")) for value in values]


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
    run(stage, settings, begin("work-tag", settings, int(sys.argv[1])))
