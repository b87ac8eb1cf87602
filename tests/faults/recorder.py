"""`python -m tests.faults.recorder URL DESK FILE`: reads a desk's live stream, and comes back.

It leaves by itself every so often, and goes on from the last event's id, as a browser does.
deploy/audit/streams.py reads what it writes.
"""

import random
import sys
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import IO

import msgspec

PATIENCE = 30.0  # seconds of silence; heartbeats come more often
PAUSE = 0.2


def main(address: str, desk: str, file: str) -> None:
    """Record until killed."""
    with Path(file).open("wb", buffering=0) as out:
        out.write(msgspec.json.encode({"desk": desk}) + b"\n")
        recorder, draw = Recorder(f"{address}/v1/desks/{desk}/stream", out), random.Random(1)
        while True:
            try:
                recorder.listen(draw.randint(50, 400))
            except (OSError, urllib.error.URLError, HTTPException):
                time.sleep(PAUSE)


class Recorder:
    """Knows where to go on from."""

    def __init__(self, url: str, out: IO[bytes]) -> None:
        self._url, self._out, self._last = url, out, ""

    def listen(self, most: int) -> None:
        """Read up to so many events of one connection. Raises what ends it earlier."""
        headers = {"Last-Event-ID": self._last} if self._last else {}
        asked = urllib.request.Request(self._url, headers=headers)
        with urllib.request.urlopen(asked, timeout=PATIENCE) as stream:
            told: dict[str, str] = {}
            for raw in stream:
                name, _, value = raw.decode().rstrip("\n").partition(": ")
                if name:
                    told[name] = told.get(name, "") + value
                    continue
                most -= self._take(told)
                told = {}
                if most <= 0:
                    return

    def _take(self, told: dict[str, str]) -> int:
        """One event, a heartbeat, or the greeting, which only says where to go on from."""
        self._last = told.get("id", self._last)
        if "event" not in told:
            return 0
        line = event(self._last, told["event"], told.get("data", ""))
        self._out.write(msgspec.json.encode(line) + b"\n")
        return 1


def event(place: str, kind: str, data: str) -> dict[str, object]:
    if kind == "reset":
        return {"id": place, "article": "", "reset": True}
    facts = msgspec.json.decode(data)["wiredesk"]
    return {"id": place, "article": f"{facts['id']}.{facts['version']}"}


if __name__ == "__main__":
    main(*sys.argv[1:4])
