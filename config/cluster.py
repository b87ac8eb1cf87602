"""The topics a cluster has, compared with those declared; missing ones made, wrong ones mended.

aiokafka's admin client, because the check runs at each role's start and they have it loaded:
kafka-python would cost every one of them a third of a second of CPU more.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import msgspec
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    NotControllerError,
    RequestTimedOutError,
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
    for_code,
)

from config.clients import kafka_security
from config.errors import ConfigError
from config.settings import Settings
from config.topics import Topic

T = TypeVar("T")
TIMEOUT = 5.0  # seconds; a frozen broker is noticed by then
PAUSE = 0.1  # seconds until a cluster that is not ready is asked again
UNREADY = (  # what it says while it has no controller, and of a topic that is just being made
    NotControllerError, RequestTimedOutError, UnknownTopicOrPartitionError,
)  # fmt: skip
VISIBLE = 15.0  # seconds a change may take to be seen; what is not by then, is told as wrong
SET_ON_TOPIC = 1  # DescribeConfigs: the value was set on the topic, it is no default
AT_LEAST = {"retention.ms", "retention.bytes", "max.message.bytes", "min.compaction.lag.ms",
            "min.insync.replicas"}  # fmt: skip
UNBOUNDED = "-1"  # in both retentions


class Found(msgspec.Struct, frozen=True):
    """A topic as the cluster has it."""

    partitions: int
    config: dict[str, str]
    overrides: dict[str, str]  # those that were set on the topic itself


class Fault(msgspec.Struct, frozen=True):
    """One thing that is not as declared. `what`: missing, partitions, or the setting's name."""

    topic: str
    what: str
    found: str
    wanted: str

    def __str__(self) -> str:
        if self.what == "missing":
            return f"topic {self.topic} is missing"
        return f"topic {self.topic}: {self.what} is {self.found}, must be {self.wanted}"


def faults(declared: Sequence[Topic], found: dict[str, Found]) -> tuple[Fault, ...]:
    """Everything that is not as declared, in the declared order."""
    return tuple(fault for topic in declared for fault in topic_faults(topic, found))


def topic_faults(topic: Topic, found: dict[str, Found]) -> list[Fault]:
    there = found.get(topic.name)
    if there is None:
        return [Fault(topic.name, "missing", "", str(topic.partitions))]
    wrong = [
        Fault(topic.name, key, there.config.get(key, ""), named(key, wanted))
        for key, wanted in topic.config.items()
        if not serves(key, there.config.get(key, ""), wanted)
    ]
    if there.partitions != topic.partitions:
        wrong.insert(
            0, Fault(topic.name, "partitions", str(there.partitions), str(topic.partitions))
        )
    return wrong


def named(key: str, wanted: str) -> str:
    return f"at least {wanted}" if key in AT_LEAST else wanted


def serves(key: str, value: str, wanted: str) -> bool:
    """Whether a topic's setting is what is wanted, or more where more is fine."""
    if key not in AT_LEAST:
        return set(value.split(",")) == set(wanted.split(","))
    if UNBOUNDED in (value, wanted):
        return value == UNBOUNDED
    return value.isdecimal() and int(value) >= int(wanted)


def on_cluster(settings: Settings, work: Callable[[AIOKafkaAdminClient], Awaitable[T]]) -> T:
    """The result of one piece of admin work, on a loop of its own that leaves no trace.

    Raises KafkaError or TimeoutError when the cluster does not answer.
    """
    loop = asyncio.new_event_loop()  # asyncio.run would unset the thread's loop, which Faust wants
    try:
        return loop.run_until_complete(_with_admin(settings, work))
    finally:
        loop.close()


async def _with_admin(settings: Settings, work: Callable[[AIOKafkaAdminClient], Awaitable[T]]) -> T:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=settings.kafka_servers,
        request_timeout_ms=int(TIMEOUT * 1000),
        **kafka_security(settings),
    )
    try:
        async with asyncio.timeout(2 * TIMEOUT):
            await admin.start()
            return await _when_ready(admin, work)
    finally:
        await admin.close()


async def _when_ready(
    admin: AIOKafkaAdminClient, work: Callable[[AIOKafkaAdminClient], Awaitable[T]]
) -> T:
    """The work's result, as soon as the cluster can do it; so it may be begun several times."""
    while True:
        try:
            return await work(admin)
        except UNREADY:
            pass
        except AttributeError as error:  # how aiokafka 0.14 says that it knows of no controller
            if error.name != "nodeId":
                raise
        await asyncio.sleep(PAUSE)


async def topics_found(admin: AIOKafkaAdminClient, declared: Sequence[Topic]) -> dict[str, Found]:
    """Those of the declared topics that the cluster has."""
    names = {topic.name for topic in declared}
    partitions = {
        topic["topic"]: len(topic["partitions"])
        for topic in await admin.describe_topics()
        if topic["topic"] in names
    }
    configs = await topic_configs(admin, sorted(partitions)) if partitions else {}
    return {name: Found(partitions[name], *configs[name]) for name in partitions}


async def topic_configs(
    admin: AIOKafkaAdminClient, names: list[str]
) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Per topic its effective settings, and those of them that were set on the topic itself."""
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    (answer,) = await admin.describe_configs(asked)
    configs = {}
    for code, _, _, name, entries in answer.resources:
        refused(code, name)
        known = {entry[0]: entry[1] for entry in entries}
        configs[name] = known, {e[0]: e[1] for e in entries if e[3] == SET_ON_TOPIC}
    return configs


def refused(code: int, name: str) -> None:
    """Raise ConfigError when the cluster says no to something about a topic, or what is UNREADY."""
    error = for_code(code)
    if issubclass(error, UNREADY):
        raise error(name)
    if code:
        raise ConfigError(f"topic {name}: the cluster says {error.__name__}: {error.description}")


async def mend(
    admin: AIOKafkaAdminClient, declared: Sequence[Topic], wrong: Sequence[Fault]
) -> None:
    """Make what is missing, set what is set wrongly. The number of partitions is left alone.

    Raises ConfigError when the cluster refuses.
    """
    bad: dict[str, list[Fault]] = {}
    for fault in wrong:
        bad.setdefault(fault.topic, []).append(fault)
    missing = [t for t in declared if any(f.what == "missing" for f in bad.get(t.name, []))]
    if missing:
        await make(admin, missing)
    altered = [t for t in declared if t in set_wrongly(declared, bad)]
    if altered:
        await alter(admin, altered)
    await visible(admin, declared)


async def visible(admin: AIOKafkaAdminClient, declared: Sequence[Topic]) -> None:
    """Wait until the broker we ask has learned what was changed; a moment, usually."""
    deadline = time.monotonic() + VISIBLE
    while any(
        f.what != "partitions" for f in faults(declared, await topics_found(admin, declared))
    ):
        if time.monotonic() > deadline:
            return
        await asyncio.sleep(0.05)


def set_wrongly(declared: Sequence[Topic], bad: dict[str, list[Fault]]) -> list[Topic]:
    return [t for t in declared if any(f.what in t.config for f in bad.get(t.name, []))]


async def make(admin: AIOKafkaAdminClient, topics: Sequence[Topic]) -> None:
    made = [
        NewTopic(t.name, t.partitions, t.replication, topic_configs=dict(t.config)) for t in topics
    ]
    answer: Any = await admin.create_topics(made)
    for name, code, *_ in answer.topic_errors:
        if code != TopicAlreadyExistsError.errno:  # by another process, a moment ago
            refused(code, name)


async def alter(admin: AIOKafkaAdminClient, topics: Sequence[Topic]) -> None:
    """Set what is declared and keep what an operator has set beside it."""
    there = await topics_found(admin, topics)
    answers: Any = await admin.alter_configs(
        [
            ConfigResource(
                ConfigResourceType.TOPIC, topic.name, there[topic.name].overrides | topic.config
            )
            for topic in topics
        ]
    )
    for code, _, _, name in answers[0].resources:
        refused(code, name)
