"""`python -m tests.faults.refill [ARTICLES]`: an emptied Redis is filled again, how fast?

So many articles of 400 words (20,000) are published. Then Redis is emptied, and a publisher is
started, which folds its output into the store again; Redis is emptied, and dedup's worker is
started, which reads what was published. Timed is each start until it is ready, less the same start
on a full Redis; both tell their progress in their logs. Exit 1 below 2,000 articles a second.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click
import redis

from config.codec import TAGGED
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
HEAD = ("refilled", "articles", "s", "s when full", "articles/s", "must", "lines of progress")
PORTION = 2000  # articles that are made at once
READY = 200


def tagged(count: int) -> Iterator[list[tuple[bytes, bytes]]]:
    """Articles with nothing in common, as tag sends them."""
    newsmaker = Newsmaker()
    for _ in range(0, count, PORTION):
        yield [
            (one.id.encode(), TAGGED.encode(a_tagged_article(
                id=one.id, story=one.id, url=f"https://ziar.example/{one.id}", text=one.text,
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


def started(run: Sabotaged, role: str) -> tuple[float, int]:
    """(seconds until a role is ready, lines of progress in its log)."""
    log = run.home / f"{role}.log"
    before = log.read_text().count(SAYS[role]) if log.exists() else 0
    began = time.monotonic()
    run.engage(role)
    wait_until(lambda: run.health(role) == READY, PATIENCE, f"{role} ready")
    seconds = time.monotonic() - began
    run.dismiss(role)
    return seconds, log.read_text().count(SAYS[role]) - before


def measured(run: Sabotaged, role: str, count: int) -> tuple[object, ...]:
    """A row: a start on an empty Redis, less a start on the full one after it."""
    redis.Redis.from_url(run.settings.redis_url).flushall()
    empty, lines = started(run, role)
    full, _ = started(run, role)
    rate = count / max(empty - full, 0.001)
    return WHAT[role], count, f"{empty:.1f}", f"{full:.1f}", round(rate), MUST, lines


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
            rows = [measured(run, role, count) for role in SAYS]
        finally:
            servers.stop()
    click.echo(columns(HEAD, rows))
    sys.exit(0 if all(int(str(row[4])) >= MUST for row in rows) else 1)


if __name__ == "__main__":
    main()
