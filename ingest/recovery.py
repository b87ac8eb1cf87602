"""ledger → frontier: what was seen, has not ended and is not under way is brought in again.

The ledger remembers what a lost Redis forgot, and what a crash left between line and save.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec
from redis.asyncio import Redis

from config.heap import trim
from config.moments import milliseconds, now_ms
from config.settings import Settings
from ingest.ledger_reader import LedgerReader, Line
from ingest.rewatch import Rewatch
from ingest.scripts import Script, text
from ingest.sighting import DECODER, ENCODER, Sighting

log = logging.getLogger(__name__)

BATCH = 500  # entries in one call
HELD = 10_000  # new entries between two looks at which of them are under way: a KB or two each
RECOVERING = 900_000  # ms; the longest one pass may take before it no longer vouches for Redis
SAY_EVERY = 5.0  # seconds between two lines about progress

Item = TypeVar("Item")
Version = tuple[str, str]  # id, seen_at


class Open(msgspec.Struct):
    """A seen line without an end yet. Its sighting is let go once it is known to be under way."""

    partition: int
    offset: int
    entry: bytes | None


class Pass(msgspec.Struct, frozen=True):
    """What one pass did: lines read, entries put back, entries too young to be judged."""

    lines: int
    back: int
    young: int
    whole: bool  # the whole ledger was read: this Redis had forgotten, or this poller has begun


class Recovery:
    """`front:ledger`: per partition the offset before which every seen entry has ended.

    Its absence means that this Redis has forgotten: then the whole ledger is read.
    """

    def __init__(self, client: "Redis", settings: Settings, age: float, held: int = HELD) -> None:
        """`age` in seconds, at which an entry must be somewhere; see HELD."""
        self._redis, self._settings, self._prefix = client, settings, settings.prefix
        self._age_ms = round(1000 * age)
        self._open: dict[Version, Open] = {}
        self._held, self._most = 0, held  # noted since the last look
        self._next: dict[int, int] | None = None
        self._lock = asyncio.Lock()
        self._restore = Script(client, self._prefix, "known", "queue", "restore")
        self._mark = Script(client, self._prefix, "recovery_mark")
        self._rewatch, self._forgot = Rewatch(client, settings), False

    async def remembers(self) -> bool:
        """This Redis knows how far the ledger has been taken in."""
        return bool(await self._redis.exists(f"{self._prefix}front:ledger"))

    async def run(self) -> Pass:
        """Read on from where the last pass ended and put back what is missing.

        Raises KafkaError while Kafka is away; running it again is harmless.
        """
        async with self._lock:
            return await self._run(secrets.token_hex(8))

    async def _run(self, token: str) -> Pass:
        whole = self._next is None or not await self.remembers()
        await self._redis.set(f"{self._prefix}front:recovering", token, px=RECOVERING)
        lines = await self._read(await self._begin())
        old = [version for version in self._open if self._is_old(version)]
        back = await self._put_back(await self._missing(old))
        await self._rewatch.put_back()
        self._forgot = False
        await self._mark(token, *[number for pair in self._low().items() for number in pair])
        done = Pass(lines, back, len(self._open) - len(old), whole)
        await asyncio.to_thread(trim)
        if back or lines > BATCH:
            log.info("recovered", extra={"lines": lines, "back": back, "young": done.young})
        return done

    async def _begin(self) -> dict[int, int]:
        stored = await self._redis.hgetall(f"{self._prefix}front:ledger")
        if not stored or self._next is None:
            self._open.clear()
            self._rewatch.clear()
            self._forgot = not stored
            self._next = {int(text(p)): int(text(offset)) for p, offset in stored.items()}
        return self._next

    async def _read(self, begin: dict[int, int]) -> int:
        """Take in all lines up to the end; how many there were."""
        reader = await asyncio.to_thread(LedgerReader, self._settings, begin)
        count, said = 0, time.monotonic()
        try:
            while lines := await asyncio.to_thread(reader.read):
                await self._take(lines)
                count += len(lines)
                if time.monotonic() - said > SAY_EVERY:
                    log.info("recovering", extra={"lines": count, "open": len(self._open)})
                    said = time.monotonic()
            self._next = await asyncio.to_thread(reader.positions)
        finally:
            await asyncio.to_thread(reader.close)
        return count

    async def _take(self, lines: Sequence[Line]) -> None:
        """Note what opens and what ends; restore what is known of these articles."""
        for part in parts(lines):
            ended = [key_of(line) for line in part if line.line.what != "seen"]
            if ended:
                await self._redis.zrem(f"{self._prefix}front:sent", *ended)
            for line in part:
                self._note(line)
            await self._restore(now_ms(), packed([known_of(line) for line in part]), packed([]))
            if self._held > self._most:
                await self._let_go()

    async def _let_go(self) -> None:
        """Forget the sightings of what is under way; of what is not they will be needed."""
        self._held = 0
        await self._missing([v for v, one in self._open.items() if one.entry and self._is_old(v)])

    def _note(self, line: Line) -> None:
        version, entry = (line.line.id, line.line.seen_at), line.line.entry
        if line.line.what != "seen":
            self._end(version)
        elif entry:  # one without ended at once: a feed's own rules did not want it
            self._open[version] = Open(line.partition, line.offset, bytes(entry))
            self._held += 1

    def _end(self, version: Version) -> None:
        ended = self._open.pop(version, None)
        if self._forgot and ended and ended.entry:
            self._rewatch.note(*version, ended.entry)

    def _is_old(self, version: Version) -> bool:
        return milliseconds(version[1]) <= now_ms() - self._age_ms

    async def _missing(self, versions: Sequence[Version]) -> list[Version]:
        """Those that neither wait on the frontier nor have been sent."""
        missing = []
        for part in parts(versions):
            pipe = self._redis.pipeline(transaction=False)
            for version in part:
                pipe.hexists(f"{self._prefix}front:entries", " ".join(version))
                pipe.zscore(f"{self._prefix}front:sent", " ".join(version))
            told = await pipe.execute()
            for version, waits, sent in zip(part, told[::2], told[1::2], strict=True):
                if waits or sent is not None:
                    self._open[version].entry = None
                else:
                    missing.append(version)
        return missing

    async def _put_back(self, versions: Sequence[Version]) -> int:
        told = [self._open[version].entry for version in versions]
        if None in told:  # let go, and lost since: read from the mark once more
            self._next = None
        back = 0
        for part in parts([entry for entry in told if entry is not None]):
            rows = [row_of(DECODER.decode(entry)) for entry in part]
            back += int(await self._restore(now_ms(), packed([]), packed(rows)))
        return back

    def _low(self) -> dict[int, int]:
        low = dict(self._next or {})
        for waiting in self._open.values():
            low[waiting.partition] = min(low.get(waiting.partition, 0), waiting.offset)
        return low


def key_of(line: Line) -> str:
    return f"{line.line.id} {line.line.seen_at}"


def known_of(line: Line) -> tuple[str, int, str, str, int]:
    """What a line tells of its article: id, seen_at, and whose word and content it was."""
    told = line.line
    ms = milliseconds(told.seen_at)
    if not told.entry:
        return told.id, ms, "", "", 0
    seen = DECODER.decode(told.entry)
    return told.id, ms, told.feed, seen.content, seen.size


def row_of(seen: Sighting) -> tuple[str, str, str]:
    return seen.key, seen.host, ENCODER.encode(seen).decode()


def packed(rows: Iterable[object]) -> bytes:
    return msgspec.msgpack.encode(list(rows))


def parts(items: Sequence[Item]) -> list[Sequence[Item]]:
    return [items[place : place + BATCH] for place in range(0, len(items), BATCH)]
