"""python -m tests.benchmarks.roster [FEEDS]: 180,000 feeds in Redis, and what a lease costs.

Each feed as it is after weeks: validators, 30 seen marks, 20 polls, its rhythm. A real redis-server
with the embedded one's settings; leases of 100 while all are due. Beside each lease, what a client
cannot do without: the same bytes of as many other feeds, by one MGET.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import redis.asyncio

from config.feeds import Feed
from config.moments import now_ms
from deploy.memory import prepared_memory
from ingest.history import KEPT, Poll, appended
from ingest.marks import Marks
from ingest.rhythm import NONE, Rhythm, watched
from ingest.roster import Roster
from ingest.turn import Save, Turn
from tests.conftest import free_port, wait_until

FEEDS, MARKS, BATCH, LEASES = 180_000, 30, 100, 300
OUTAGE, SEED = 600_000, 1  # ms in which all feeds have come due
MUST_MIB, AIM_MIB, MUST_MS, AIM_MS = 400, 250, 2.0, 1.0  # issue 5
MIB = 1 << 20


async def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, memory(Path(folder)) as port:
        client = redis.asyncio.Redis.from_url(f"redis://127.0.0.1:{port}/0")
        empty = (await client.info("memory"))["used_memory"]
        roster = Roster(client, "", 90)
        await client.hset("front:ledger", "0", "0")
        await roster.sync([feed(n) for n in range(count)])
        await make_due(client, count)
        await fill(roster, count)
        held = ((await client.info("memory"))["used_memory"] - empty) / MIB
        await make_due(client, count)
        leases, reads = [], []
        for turn in range(min(LEASES, count // 200)):
            leases.append(await lease_seconds(roster))
            reads.append(await read_seconds(client, turn * BATCH))
        await client.aclose()
    per = held * MIB / count
    say(f"{count} feeds: {held:.0f} MiB ({per:.0f} bytes each; must {MUST_MIB}, aim {AIM_MIB} MiB)")
    say(f"lease of {BATCH}: {shares(leases)} (must {MUST_MS}, aim {AIM_MS} ms)")
    say(f"MGET of {BATCH}:  {shares(reads)}")


@contextmanager
def memory(folder: Path) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(prepared_memory(folder, port), stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port), 20, "redis-server")
        yield port
    finally:
        process.kill()


def answers(port: int) -> bool:
    with redis.Redis(port=port) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def feed(number: int) -> Feed:
    host = f"ziarul-{number // 4:06d}.example"
    url = f"https://{host}/sectiuni/actualitate/rss-{number:06d}.xml"
    return Feed(url=url, id=f"f{number:06d}", publisher="Ziar")


async def make_due(client: "redis.asyncio.Redis", count: int) -> None:
    """All feeds, in an order that has nothing to do with their hosts: as after an outage."""
    draw, now = Random(SEED), now_ms()
    for start in range(0, count, 1000):
        names = [f"f{n:06d}" for n in range(start, min(start + 1000, count))]
        await client.zadd("feed:due", {name: now - draw.randrange(OUTAGE) for name in names})


async def fill(roster: Roster, count: int) -> None:
    """Lease every feed once and save what weeks would have left of it."""
    known, polls = habit(), history()
    marks = Marks(last={n << 40 | n: n << 3 | 7 for n in range(1, MARKS + 1)})
    done = 0
    while done < count:
        turns = await roster.lease(BATCH)
        saves = (roster.save(turn, save(turn.feed, marks, known, polls)) for turn in turns)
        await asyncio.gather(*saves)
        done += len(turns)
        if done % 20_000 < BATCH:
            say(f"{done} of {count} filled", err=True)


def save(name: str, marks: Marks, known: Rhythm, polls: bytes) -> Save:
    now = now_ms()
    learned = Turn(
        declared=1 << 31, polled=now, next=now, status=304, result="not_modified", hush=0.42,
        longest=3.17, home=f"ziarul-{name}.example", title="Ziarul: Actualitate",
        etag='"5f3c-62a8b1d0c7f40"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT",
        body="9c1f2a3b4c5d6e7f", language="ro-RO", entries=30, trust=3, news=now, rhythm=known,
        history=polls, days="20779:288:288:0 20778:288:288:0", state="active",
    )  # fmt: skip
    return Save(due=now + 300_000, known=learned, marks=marks)


def habit() -> Rhythm:
    known, start = NONE, 1_700_000_000
    for hour in range(24 * 28):
        now = start + 3600 * hour
        known = watched(known, now, [now] * (hour % 5))
    return known


def history() -> bytes:
    polls = b""
    for n in range(KEPT):
        polls = appended(polls, Poll(at=1_700_000_000 + n, result="not_modified", status=304))
    return polls


async def lease_seconds(roster: Roster) -> float:
    began = time.perf_counter()
    turns = await roster.lease(BATCH)
    spent = time.perf_counter() - began
    if len(turns) != BATCH:
        raise SystemExit(f"only {len(turns)} of {BATCH} feeds were leased")
    return spent


async def read_seconds(client: "redis.asyncio.Redis", first: int) -> float:
    names = [f"feed:f{n:06d}:known" for n in range(first, first + BATCH)]
    began = time.perf_counter()
    await client.mget(names)
    return time.perf_counter() - began


def shares(seconds: list[float]) -> str:
    p50, p99 = (1000 * sorted(seconds)[int(share * len(seconds))] for share in (0.5, 0.99))
    return f"p99 {p99:.2f} ms, median {p50:.2f} ms"


def say(line: str, *, err: bool = False) -> None:
    print(line, file=sys.stderr if err else sys.stdout, flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else FEEDS))
