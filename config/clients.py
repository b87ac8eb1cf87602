"""How every role reaches Kafka and Redis: addresses, TLS, SASL, patience."""

import asyncio
import ssl
from contextlib import ExitStack, suppress
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec
import redis
import redis.asyncio
import redis.asyncio.cluster
import redis.cluster
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from config import redis_patches
from config.errors import ConfigError
from config.settings import Settings

REDIS_TIMEOUT = 5.0  # seconds; a frozen Redis is noticed by then, and waited for
RETRIES = 2  # of one call on a broken connection; longer outages are the caller's to wait out
BACKOFF = ExponentialBackoff(cap=0.5, base=0.05)
IDLE_EVERY = 30.0  # seconds in which connections that an outage has opened may stand idle


def kafka_security(settings: Settings) -> dict[str, Any]:
    """Arguments that kafka-python and aiokafka share: protocol, TLS context, SASL."""
    tls = settings.kafka_tls or bool(settings.kafka_ca)
    protocol = ("SASL_" if settings.kafka_mechanism else "") + ("SSL" if tls else "PLAINTEXT")
    security: dict[str, Any] = {"security_protocol": protocol}
    if tls:
        security["ssl_context"] = tls_context(settings)
    if settings.kafka_mechanism:
        security["sasl_mechanism"] = settings.kafka_mechanism
        security["sasl_plain_username"] = settings.kafka_user
        security["sasl_plain_password"] = settings.kafka_password
    return security


def connected(kind: Any, **options: Any) -> Any:  # noqa: ANN401  untyped
    """A client of kafka-python, of this kind. Raises KafkaError without a broker.

    Then it ends what it has begun: 3.0.12 leaves a thread and four open files at each attempt.
    """
    client = kind.__new__(kind)
    with ExitStack() as undo:
        undo.callback(let_go, client)
        kind.__init__(client, **options)
        undo.pop_all()
    return client


def let_go(client: Any) -> None:  # noqa: ANN401  untyped
    for part in ("_client", "_net"):
        if hasattr(client, part):  # otherwise it had not come so far
            getattr(client, part).close()


def tls_context(settings: Settings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.kafka_ca or None)
        if settings.kafka_cert:
            context.load_cert_chain(settings.kafka_cert, settings.kafka_key or None)
    except OSError as error:
        raise ConfigError(f"WIREDESK_KAFKA_CA, _CERT or _KEY: {error}") from None
    return context


def redis_client(settings: Settings, url: str = "") -> "redis.asyncio.Redis":
    """An asyncio client of the given Redis (default: the store), bytes in and out.

    `redis+sentinel://h1:26379,h2:26379/<service>` asks sentinels for the primary;
    `redis+cluster://h1:7000,h2:7000` is dedup's alone: its client knows no keys in several slots.
    Raises ValueError for an address that is none.
    """
    redis_patches.apply()
    where, retry = address_of(settings, url), AsyncRetry(BACKOFF, RETRIES)
    options = _options(settings, where.url)
    if where.kind == "cluster":
        nodes = [redis.asyncio.cluster.ClusterNode(host, port) for host, port in where.hosts]
        cluster = redis.asyncio.RedisCluster(startup_nodes=nodes, retry=retry, **options)
        return cast(redis.asyncio.Redis, cluster)
    if where.kind == "sentinel":
        guards: Any = redis.asyncio.Sentinel(  # type: ignore[no-untyped-call]  # redis-py's gap
            where.hosts, sentinel_kwargs=_asking(settings, where.url)
        )
        return cast(redis.asyncio.Redis, guards.master_for(where.service, retry=retry, **options))
    return redis.asyncio.Redis.from_url(where.url, retry=retry, **options)


async def close_idle(client: "redis.asyncio.Redis", every: float = IDLE_EVERY) -> None:
    """Close, again and again, what nobody uses: in an outage each call that waits opens one."""
    pool: Any = client.connection_pool
    while True:
        await asyncio.sleep(every)
        async with pool._lock:  # nobody takes one that is being closed
            with suppress(redis.RedisError):  # it took too long to say goodbye
                await pool.disconnect(inuse_connections=False)


def redis_sync(settings: Settings, url: str = "") -> redis.Redis:
    """The same for commands and threads."""
    where, retry = address_of(settings, url), Retry(BACKOFF, RETRIES)
    options = _options(settings, where.url)
    if where.kind == "cluster":
        node: Any = redis.cluster.ClusterNode
        nodes = [node(host, port) for host, port in where.hosts]
        return cast(redis.Redis, redis.RedisCluster(startup_nodes=nodes, retry=retry, **options))
    if where.kind == "sentinel":
        guards: Any = redis.Sentinel(  # type: ignore[no-untyped-call]  # redis-py's gap
            where.hosts, sentinel_kwargs=_asking(settings, where.url)
        )
        return cast(redis.Redis, guards.master_for(where.service, retry=retry, **options))
    return redis.Redis.from_url(where.url, retry=retry, **options)


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a Redis is: behind one URL, several sentinels, or as a cluster of several nodes."""

    kind: str  # "", sentinel or cluster
    url: str
    hosts: tuple[tuple[str, int], ...] = ()
    service: str = ""


def address_of(settings: Settings, url: str) -> Address:
    """The parts of an address. Raises ValueError where it has not what its kind needs."""
    given = url or settings.redis_url
    scheme, _, rest = given.partition("://")
    kind = scheme.partition("+")[2]
    if not kind:
        return Address(kind="", url=given)
    if kind not in ("sentinel", "cluster") or (kind == "cluster" and given != settings.dedup):
        raise ValueError(
            f"{scheme}:// is none of redis, rediss, redis+sentinel, and for dedup redis+cluster"
        )
    places, _, path = rest.partition("/")
    hosts = tuple(
        (host, int(port)) for host, _, port in (one.rpartition(":") for one in places.split(","))
    )
    if kind == "sentinel" and not path:
        raise ValueError(f"{given} names no service behind the sentinels: add /<service>")
    return Address(kind=kind, url=given, hosts=hosts, service=path)


def shown(address: Address) -> str:
    """Where it is, without its password."""
    parts = urlsplit(address.url)
    return (
        (parts.netloc.rpartition("@")[2] or parts.path)
        if not address.hosts
        else ",".join(f"{host}:{port}" for host, port in address.hosts)
    )


def _options(settings: Settings, url: str) -> dict[str, Any]:
    """How a Redis is spoken to."""
    options: dict[str, Any] = {
        "socket_timeout": REDIS_TIMEOUT,
        "socket_connect_timeout": REDIS_TIMEOUT,
        "health_check_interval": 30,
    }
    named = {"username": settings.redis_user, "password": settings.redis_password}
    return options | {name: value for name, value in named.items() if value} | _tls(settings, url)


def _asking(settings: Settings, url: str) -> dict[str, Any]:
    """How its sentinels are: with their own name and password, over TLS where the Redis is."""
    named = {"username": settings.sentinel_user, "password": settings.sentinel_password}
    options = {"socket_timeout": REDIS_TIMEOUT, "socket_connect_timeout": REDIS_TIMEOUT}
    return options | {name: value for name, value in named.items() if value} | _tls(settings, url)


def _tls(settings: Settings, url: str) -> dict[str, Any]:
    if not url.startswith("rediss"):
        return {}
    told = {"ssl": True} if "+" in url.partition("://")[0] else {}  # other URLs say it themselves
    return told | ({"ssl_ca_certs": settings.redis_ca} if settings.redis_ca else {})
