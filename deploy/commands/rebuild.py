"""`wiredesk rebuild`: the store in Redis made anew from what was published."""

import asyncio
import sys
import time
from collections.abc import Iterator
from itertools import islice

import click
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from redis import Redis
from redis.exceptions import RedisError

from config.clients import kafka_security, redis_sync
from config.settings import Settings, load_settings
from config.topics import topic_name
from streams.fold import HELD, STORE, Ends, as_text

AT_ONCE = 1000  # keys in one command
HOLD = 30  # seconds the lanes are held off after our last sign of life
PAUSE = 0.2  # seconds between two looks
PATIENCE = 20.0  # seconds without progress after which no publisher seems to run
WHAT = """\
This deletes the store in Redis and has the publishers make it again from articles.enriched and
articles.copies: heads, articles and their versions, copies, stories, timelines of desks, claims.
Publishing pauses until then; readers of the API miss articles meanwhile; nothing is lost. Feeds,
schedule, frontier and dedup's memory are not touched."""


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def rebuild(yes: bool) -> None:
    """Make the store in Redis anew, from what was published."""
    settings = load_settings()
    click.echo(WHAT, err=True)
    if not yes:
        click.confirm("Go on?", abort=True, err=True)
    try:
        ends = asyncio.run(ends_of(settings))
        redis = redis_sync(settings)
        delete_store(redis, settings)
        done = follow(redis, settings, ends)
    except (KafkaError, RedisError, OSError) as error:
        raise click.ClickException(f"Kafka or Redis does not answer: {error}") from None
    if not done:
        click.echo("no publisher is folding: the store is rebuilt when one starts", err=True)
        sys.exit(1)


async def ends_of(settings: Settings) -> dict[int, Ends]:
    """Per partition the ends of the two outputs."""
    topics = topic_name(settings, "enriched"), topic_name(settings, "copies")
    numbers = range(settings.partitions)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_servers,
        isolation_level="read_committed",
        **kafka_security(settings),
    )
    await consumer.start()
    try:
        lanes = [TopicPartition(topic, number) for topic in topics for number in numbers]
        ends = await consumer.end_offsets(lanes)
    finally:
        await consumer.stop()
    first, second = topics
    return {n: (ends[TopicPartition(first, n)], ends[TopicPartition(second, n)]) for n in numbers}


def delete_store(redis: "Redis", settings: Settings) -> None:
    """Hold the lanes off, delete, let them go. Cut short, it leaves a store that mends itself:
    heads go first, and what has no head is written again."""
    marks = [f"{settings.prefix}fold:{number}" for number in range(settings.partitions)]
    hold(redis, marks)
    deleted, told = 0, time.monotonic()
    for kind in STORE:
        for keys in batches(redis.scan_iter(match=pattern(settings.prefix, kind), count=AT_ONCE)):
            deleted += int(redis.unlink(*keys))
            if time.monotonic() - told > 1:
                told = time.monotonic()
                hold(redis, marks)
                click.echo(f"{deleted} keys deleted", err=True)
    click.echo(f"{deleted} keys deleted; the publishers may fold again", err=True)
    redis.delete(*marks)


def hold(redis: "Redis", marks: list[str]) -> None:
    pipe = redis.pipeline(transaction=False)
    for mark in marks:
        pipe.set(mark, HELD, ex=HOLD)
    pipe.execute()


def pattern(prefix: str, kind: str) -> str:
    """Redis' pattern for the keys of one kind; the prefix stands for itself."""
    plain = "".join(f"\\{sign}" if sign in r"*?[]\^-" else sign for sign in prefix)
    return f"{plain}{kind}:*"


def batches(keys: Iterator[bytes]) -> Iterator[list[bytes]]:
    while batch := list(islice(keys, AT_ONCE)):
        yield batch


def follow(redis: "Redis", settings: Settings, ends: dict[int, Ends]) -> bool:
    """Tell how far the lanes have folded, until all is folded; False when nobody folds."""
    whole, before, moved = (
        sum(first + second for first, second in ends.values()),
        -1,
        time.monotonic(),
    )
    while True:
        marks = [as_text(redis.get(f"{settings.prefix}fold:{number}")) for number in ends]
        open_lanes = [n for n, mark in zip(ends, marks, strict=True) if not reached(mark, ends[n])]
        folded = sum(sum(places(mark)) for mark in marks)
        if not open_lanes:
            click.echo(f"rebuilt: {len(ends)} partitions, {whole} offsets", err=True)
            return True
        if folded != before:
            click.echo(
                f"{folded} of {whole} offsets folded, {len(open_lanes)} lanes to go", err=True
            )
            before, moved = folded, time.monotonic()
        elif time.monotonic() - moved > PATIENCE:
            return False
        time.sleep(PAUSE)


def places(mark: str) -> Ends:
    first, _, second = mark.partition(":")
    return (int(first), int(second)) if second else (0, 0)


def reached(mark: str, ends: Ends) -> bool:
    """Whether a lane has folded this far. Empty topics have their mark, too."""
    folded = places(mark)
    return bool(mark) and folded[0] >= ends[0] and folded[1] >= ends[1]
