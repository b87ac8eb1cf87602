"""`python -m tests.faults.secured`: TLS, SCRAM, a user for each role, and failovers under load.

    --entries N   editions of the run (2,000), --rate a second (40)
    --scale F     below 1: fewer failovers

Every right is one of deploy/guides/rights.md. The whole way runs under them while Redis fails over
and a broker is killed, the audit judges it; then each user tries all that the guide does not give
it. Exit 1 if anything is red or was let through. A part of `python -m tests.faults.all`, too.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import redis
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import TopicAuthorizationFailedError

from config.clients import kafka_security, redis_sync
from config.settings import Settings
from config.topics import article_configs, desk_topic, topic_name
from tests.faults.experiment import DESK, Load
from tests.faults.rows import columns, end_in_order
from tests.faults.secured_rights import OPERATOR, allowed, keys, rights, users
from tests.faults.secured_servers import PASSWORD, SecuredServers
from tests.faults.trial import BROKER, REDIS, Part, Trial, tried

FAILOVERS = 3
HEAD = ("entries", "published", "lost", "twice", "down", "slowest recovery, s", "red", "s")


def failing_over(trial: Trial) -> None:
    """Primaries die, so does the broker; then all that nobody is given is tried."""
    servers = trial.servers
    assert isinstance(servers, SecuredServers)
    for _ in trial.times(FAILOVERS):
        with trial.outage("failover of Redis", REDIS):
            servers.failover.fail_over()
    with trial.outage("SIGKILL of the broker", BROKER):
        servers.broker.kill()
        servers.broker.start()
    attempts = dict(refusals(servers))
    trial.wrong += [f"let through: {what}" for what, refused in attempts.items() if not refused]
    said = "".join(log.read_text(errors="replace") for log in trial.one.home.glob("*.log"))
    trial.wrong += ["a password in a log"] if PASSWORD in said else []
    trial.notes.append(
        f"{len(rights())} rights of Kafka, {len(keys())} users of Redis;"
        f" {sum(attempts.values())} of {len(attempts)} attempts at more refused"
    )


PART = Part(act=failing_over, servers=SecuredServers, rate=40.0)


def refusals(servers: SecuredServers) -> Iterator[tuple[str, bool]]:
    """Everything that no line of the guide allows, tried by each user; whether it was refused."""
    readers, writers = allowed("Read"), allowed("Write")
    for user in users():
        if user != OPERATOR:
            mine = servers.settings(user)
            for name, topic in topics(mine).items():
                if not {name, "articles.*"} & set(readers[user]):
                    yield f"{user} reads {name}", cannot_read(mine, topic)
                if not {name, "articles.*"} & set(writers[user]):
                    yield f"{user} writes {name}", cannot_write(mine, topic)
    yield from refused_keys(servers)


def topics(settings: Settings) -> dict[str, str]:
    """Each topic under its name in the guide."""
    names = {f"articles.{name}": topic_name(settings, name) for name in article_configs(settings)}
    return names | {"desk.*": desk_topic(settings, DESK)}


def cannot_read(mine: Settings, topic: str) -> bool:
    with closing(KafkaConsumer(bootstrap_servers=mine.kafka_servers, **kafka_security(mine))) as c:
        c.assign([TopicPartition(topic, 0)])
        c.seek(TopicPartition(topic, 0), 0)
        try:
            c.poll(timeout_ms=5000)
        except TopicAuthorizationFailedError:
            return True
    return False


def cannot_write(mine: Settings, topic: str) -> bool:
    security = kafka_security(mine)
    producer = KafkaProducer(
        bootstrap_servers=mine.kafka_servers, enable_idempotence=False, **security
    )
    try:
        producer.send(topic, b"no", partition=0).get(20)
    except TopicAuthorizationFailedError:
        return True
    finally:
        producer.close(5)
    return False


def refused_keys(servers: SecuredServers) -> Iterator[tuple[str, bool]]:
    """Each user of Redis writes a key of each other's, and empties all."""
    table = keys()
    every = {pattern for one in table.values() for pattern in one.writes} - {"*"}
    for user, one in table.items():
        if user != OPERATOR:
            mine = servers.settings(user)
            with closing(redis_sync(mine)) as client:
                for pattern in sorted(every - set(one.writes)):
                    key = mine.prefix + pattern.replace("*", "zq")
                    yield f"{user} sets {pattern}", cannot(client, "SET", key, "1")
                yield f"{user} empties Redis", cannot(client, "FLUSHALL")


def cannot(client: Any, *command: str) -> bool:
    try:
        client.execute_command(*command)
    except redis.exceptions.NoPermissionError:
        return True
    return False


@click.command()
@click.option("--entries", default=2000)
@click.option("--rate", default=PART.rate)
@click.option("--seed", default=1)
@click.option("--scale", default=1.0)
def main(entries: int, rate: float, seed: int, scale: float) -> None:
    """The whole way as in production."""
    end_in_order()
    load = Load(seed=seed, entries=entries, feeds=24, rate=rate, min_interval="3s")
    with tempfile.TemporaryDirectory(prefix="secured-") as folder:
        found = tried("secured", PART, load, Path(folder), scale)
    late = tuple(f"late: {outage.what}" for outage in found.outages if outage.late)
    cells = (found.entries, found.published, found.unaccounted, found.twice, found.backwards,
             found.slowest, " ".join((*found.red, *late)) or "–", round(found.seconds))  # fmt: skip
    click.echo(columns(HEAD, [cells]))
    for what in found.notes:
        click.echo(f"    {what}")
    sys.exit(0 if found.good else 1)


if __name__ == "__main__":
    main()
