"""What a role waits for and looks at before its loop: Kafka and Redis, as they must be."""

import logging
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import redis
from aiokafka.errors import KafkaError

from config.clients import address_of, redis_sync, shown
from config.cluster import Found, faults, on_cluster, topics_found
from config.desks import load_desks
from config.errors import ConfigError
from config.health import Pulse
from config.settings import Settings
from config.topics import Topic, all_topics

T = TypeVar("T")
log = logging.getLogger(__name__)

PAUSE = 0.2  # seconds between two tries; the embedded broker is up after one or two seconds
KAFKA_AWAY = (KafkaError, OSError, TimeoutError)
MEND = "run `wiredesk topics create`"


def wait_for_installation(settings: Settings, pulse: Pulse) -> None:
    """Return once Kafka and Redis answer and are as declared. SIGTERM meanwhile: exit 0 at once.

    Call it before the event loop. Raises ConfigError naming the topic or Redis that is wrong,
    and the command that mends it.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # the role's loop sets its own later
    check_topics(settings, pulse)
    for url in dict.fromkeys((settings.redis_url, settings.dedup_url)):
        check_memory(settings, url, pulse)


def check_topics(settings: Settings, pulse: Pulse) -> None:
    """Wait for Kafka, then compare its topics with the declared ones. Raises ConfigError."""
    declared = declared_topics(settings)

    def asked() -> dict[str, Found]:
        return on_cluster(settings, lambda admin: topics_found(admin, declared))

    library = logging.getLogger("aiokafka")
    level = library.level
    library.setLevel(logging.CRITICAL)  # `waiting` says it once; the library would at each try
    found = answered("kafka", asked, pulse, KAFKA_AWAY)
    library.setLevel(level)
    wrong = faults(declared, found)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise ConfigError(f"{wrong[0]}{more}: {mending(wrong[0].what)}")


def declared_topics(settings: Settings) -> tuple[Topic, ...]:
    """Every topic this installation must have. Raises ConfigError when the desks are wrong."""
    return all_topics(settings, tuple(desk.name for desk in load_desks(Path(settings.desks))))


def mending(what: str) -> str:
    if what == "partitions":
        return "set WIREDESK_PARTITIONS to it, or use another WIREDESK_PREFIX; it is fixed for life"
    return MEND


MEMORY_AWAY = (
    redis.ConnectionError, redis.TimeoutError, redis.exceptions.BusyLoadingError, OSError,
    redis.exceptions.RedisClusterException, redis.exceptions.ClusterDownError,
)  # fmt: skip


def check_memory(settings: Settings, url: str, pulse: Pulse) -> None:
    """Wait for a Redis, then see that it never evicts, nor any node of it. Raises ConfigError."""
    try:
        where = shown(address_of(settings, url))
        policies = answered("redis", lambda: eviction(settings, url), pulse, MEMORY_AWAY)
    except ValueError as error:
        raise ConfigError(f"WIREDESK_REDIS or WIREDESK_DEDUP: {error}") from None
    except (redis.AuthenticationError, redis.ResponseError) as error:
        raise ConfigError(f"Redis {where} refuses us: {error}") from None
    for policy in policies - {"noeviction"}:
        raise ConfigError(
            f"Redis {where} would forget: maxmemory-policy is {policy}, must be noeviction:"
            " run `redis-cli config set maxmemory-policy noeviction` and write it into its file"
        )


def eviction(settings: Settings, url: str) -> set[str]:
    """What the server, or each node of a cluster, does when its memory is full."""
    client: Any = redis_sync(settings, url)
    every = {}
    if address_of(settings, url).kind == "cluster":
        every["target_nodes"] = redis.RedisCluster.PRIMARIES
    try:
        facts = client.info("memory", **every)
        nodes = [facts] if "maxmemory_policy" in facts else facts.values()
        return {str(one["maxmemory_policy"]) for one in nodes}
    finally:
        client.close()


def answered(
    on: str, call: Callable[[], T], pulse: Pulse, away: tuple[type[BaseException], ...]
) -> T:
    """The call's first answer, however long its server is away."""
    while True:
        try:
            answer = call()
        except redis.AuthenticationError:  # redis-py makes it a ConnectionError; waiting won't help
            raise
        except away as error:
            log.warning("waiting", extra={"on": on, "error": repr(error)})
            pulse.waiting = on
            time.sleep(PAUSE)
            pulse.tick()
        else:
            pulse.waiting = None
            return answer
