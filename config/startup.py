"""What a role waits for and looks at before its loop: Kafka and Redis, as they must be."""

import logging
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import redis
from aiokafka.errors import KafkaError

from config.clients import redis_sync
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


def check_memory(settings: Settings, url: str, pulse: Pulse) -> None:
    """Wait for a Redis, then see that it never evicts. Raises ConfigError."""
    try:
        client = redis_sync(settings, url)
    except ValueError as error:
        raise ConfigError(f"WIREDESK_REDIS or WIREDESK_DEDUP: {error}") from None
    try:
        facts = answered(
            "redis", lambda: client.info("memory"), pulse, (redis.ConnectionError, OSError,
            redis.TimeoutError, redis.exceptions.BusyLoadingError)
        )  # fmt: skip
    except (redis.AuthenticationError, redis.ResponseError) as error:
        raise ConfigError(f"Redis {place(client)} refuses us: {error}") from None
    finally:
        client.close()
    policy = facts.get("maxmemory_policy")
    if policy != "noeviction":
        raise ConfigError(
            f"Redis {place(client)} would forget: maxmemory-policy is {policy}, must be noeviction:"
            " run `redis-cli config set maxmemory-policy noeviction` and write it into its file"
        )


def place(client: "redis.Redis") -> str:
    """Where a client connects to, without its password."""
    facts = client.connection_pool.connection_kwargs
    return str(facts.get("path") or f"{facts.get('host')}:{facts.get('port')}")


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
