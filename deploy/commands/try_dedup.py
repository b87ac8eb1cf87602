"""`wiredesk try dedup`: the production script on a Redis of its own, gone when it ends."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
import msgspec

from config.errors import ConfigError
from config.health import Pulse
from config.moments import moment
from config.settings import Settings
from config.urls import article_id
from streams.memory import Memory
from streams.verdict import Question, Verdict, question

BATCH = 200  # as a worker takes them
PROGRESS = 10_000  # lines between two words on stderr
START_SECONDS = 10.0
ENTIRE = {"new_in_old": 1.0, "old_in_new": 1.0}


class Line(msgspec.Struct, frozen=True):
    """One article as the file gives it, in order of arrival; a repeated id is a later version."""

    title: str = ""
    text: str = ""
    id: str = ""
    url: str = ""
    language: str = "und"
    published_at: str | None = None  # part of the shape; dedup goes by arrival


@click.command()
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
def dedup(file: TextIO) -> None:
    """Say of each article in FILE (JSON lines, in order of arrival) what dedup would say."""
    bad = 0
    with redis_of_our_own() as url:
        told = Trial(Settings(redis=url))
        for number, line in enumerate(file, start=1):
            bad += not told.take(number, line)
            if number % PROGRESS == 0:
                click.echo(f"{number} lines", err=True)
        told.say()
        told.close()
    sys.exit(1 if bad else 0)


class Trial:
    """Asks the memory in batches and writes its answers."""

    def __init__(self, settings: Settings) -> None:
        self._loop, self._asked = asyncio.new_event_loop(), list[Question]()
        self._memory = Memory(settings, nothing_to_fill_from)
        self._loop.run_until_complete(self._memory.open(Pulse()))

    def take(self, number: int, line: str) -> bool:
        """Whether the line could be read; a bad one is told of on stderr."""
        if not line.strip():
            return True
        try:
            self._asked.append(asked(number, msgspec.json.decode(line, type=Line)))
        except (msgspec.DecodeError, ValueError) as error:
            click.echo(f"line {number}: {error}", err=True)
            return False
        if len(self._asked) == BATCH:
            self.say()
        return True

    def say(self) -> None:
        verdicts = self._loop.run_until_complete(self._memory.verdicts(self._asked))
        for one, verdict in zip(self._asked, verdicts, strict=True):
            click.echo(json.dumps(shown(one.id, verdict), ensure_ascii=False))
        self._asked.clear()

    def close(self) -> None:
        self._loop.run_until_complete(self._memory.close())
        self._loop.close()


async def nothing_to_fill_from(memory: Memory, pulse: Pulse) -> None:
    """A trial begins with an empty memory."""


def asked(number: int, line: Line) -> Question:
    if not line.id and not line.url:
        raise ValueError("neither id nor url")
    return question(
        id=line.id or article_id(line.url),
        seen_at=moment(number),
        language=line.language,
        title=line.title,
        text=line.text,
        completeness="full" if line.text else "title",
    )


def shown(id: str, verdict: Verdict) -> dict[str, object]:
    """A line of output. `score`: how much of it was known, 0 to 1; null for what came too late."""
    return {
        "id": id,
        "kind": verdict.word,
        "of": verdict.of,
        "story": verdict.story,
        "overlap": ENTIRE if verdict.same else msgspec.to_builtins(verdict.overlap),
        "score": score(verdict),
    }


def score(verdict: Verdict) -> float | None:
    if verdict.same:
        return 1.0
    if verdict.overlap:
        return max(verdict.overlap.new_in_old, verdict.overlap.old_in_new)
    return 0.0 if verdict.word == "new" else verdict.similarity


@contextmanager
def redis_of_our_own() -> Iterator[str]:
    """The URL of a redis-server that nobody else reaches. Raises ConfigError without one."""
    with tempfile.TemporaryDirectory(prefix="wiredesk-") as folder:
        socket = Path(folder) / "redis"
        command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", ""]
        try:
            server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        except FileNotFoundError:
            raise ConfigError("no redis-server: apt-get install redis-server") from None
        try:
            wait_for(socket, server)
            yield f"unix://{socket}"
        finally:
            server.kill()
            server.wait()


def wait_for(socket: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise ConfigError("redis-server does not start: run it by hand to see why")
        time.sleep(0.01)
