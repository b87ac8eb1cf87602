"""`python -m tests.faults.refill [ARTICLES]`: an emptied Redis is filled again, how fast?

So many articles of 400 words (20,000) are published. Then Redis is emptied, and a publisher is
started, which folds its output into the store again; Redis is emptied, and dedup's worker is
started, which reads what was published. Timed is each start until it is ready, less the same start
on a full Redis; both tell their progress in their logs. Beside it stand the CPU that role and Redis
took for each article, and how many processes wanted the machine meanwhile. Exit 1 below 2,000
articles a second.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import psutil
import redis

from config.codec import TAGGED
from config.moments import now_moment
from config.startup import declared_topics
from deploy.commands.topics import mended
from tests.benchmarks.newsmaker import Newsmaker
from tests.conftest import wait_until
from tests.factories import a_tagged_article
from tests.faults.cast import Sabotaged
from tests.faults.rows import columns, end_in_order
from tests.faults.servers import Servers
from tests.streams.publishing import produced

MUST = 2000  # articles a second
PATIENCE = 1200.0
LOOK = 0.5  # seconds between two looks
SAYS = {"publish": '"refolding"', "dedup": '"filling"'}  # what a log line of progress holds
WHAT = {"publish": "the store", "dedup": "dedup's memory"}
HEAD = ("refilled", "articles", "s", "s when full", "articles/s", "must", "CPU µs each",
        "of Redis", "load", "lines of progress")  # fmt: skip
PORTION = 2000  # articles that are made at once
READY = 200


def tagged(count: int) -> Iterator[list[tuple[bytes, bytes]]]:
    """Articles with nothing in common, as tag sends them."""
    newsmaker = Newsmaker()
    for _ in range(0, count, PORTION):
        yield [
            (one.id.encode(), TAGGED.encode(a_tagged_article(
                id=one.id, story=one.id, url=f"https://ziar.example/{one.id}", text=one.text,
                seen_at=now_moment(),
            )))
            for one in newsmaker.articles(min(PORTION, count))
        ]  # fmt: skip


def publish(run: Sabotaged, count: int) -> None:
    """Have a publisher publish them, and end it."""
    assert not mended(run.settings, declared_topics(run.settings))
    run.engage("publish")
    for portion in tagged(count):
        asyncio.run(produced(run.settings, f"{run.settings.prefix}articles.tagged", portion))
    store = redis.Redis.from_url(run.settings.redis_url)
    wait_until(lambda: articles(store) >= count, PATIENCE, "all published")
    run.dismiss("publish")


def articles(store: "redis.Redis") -> int:
    time.sleep(LOOK)
    return sum(1 for _ in store.scan_iter("*art:*", 5000))


class Start(NamedTuple):
    """Until a role was ready: seconds, of CPU too, its own and Redis's; lines of progress."""

    seconds: float
    cpu: float
    of_redis: float
    lines: int


def started(run: Sabotaged, role: str, memory: psutil.Process) -> Start:
    log = run.home / f"{role}.log"
    before = log.read_text().count(SAYS[role]) if log.exists() else 0
    began, of_redis = time.monotonic(), cpu_of(memory)
    run.engage(role)
    wait_until(lambda: run.health(role) == READY, PATIENCE, f"{role} ready")
    seconds, cpu = time.monotonic() - began, cpu_of(psutil.Process(run.processes[role].pid))
    of_redis = cpu_of(memory) - of_redis
    run.dismiss(role)
    return Start(seconds, cpu, of_redis, log.read_text().count(SAYS[role]) - before)


def cpu_of(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])


def measured(run: Sabotaged, role: str, count: int, memory: psutil.Process) -> tuple[object, ...]:
    """A row: a start on an empty Redis, less a start on the full one after it."""
    redis.Redis.from_url(run.settings.redis_url).flushall()
    empty, full = started(run, role, memory), started(run, role, memory)
    rate = count / max(empty.seconds - full.seconds, 0.001)
    each, of_redis = (
        round(1e6 * (one - other) / count)
        for one, other in ((empty.cpu, full.cpu), (empty.of_redis, full.of_redis))
    )
    return (WHAT[role], count, f"{empty.seconds:.1f}", f"{full.seconds:.1f}", round(rate), MUST,
            each, of_redis, f"{os.getloadavg()[0]:.0f}", empty.lines)  # fmt: skip


@click.command()
@click.argument("count", default=20_000)
def main(count: int) -> None:
    """Empty Redis, and time its refill."""
    end_in_order()
    with tempfile.TemporaryDirectory(prefix="refill-") as folder:
        servers = Servers(Path(folder))
        try:
            run = Sabotaged(Path(folder) / "refill", servers.kafka, servers.redis_url, "")
            publish(run, count)
            memory = psutil.Process(servers.memory.process.pid)
            rows = [measured(run, role, count, memory) for role in SAYS]
        finally:
            servers.stop()
    click.echo(columns(HEAD, rows))
    sys.exit(0 if all(int(str(row[4])) >= MUST for row in rows) else 1)


if __name__ == "__main__":
    main()
