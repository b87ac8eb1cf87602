"""How every role reaches Kafka and Redis: addresses, TLS, SASL, patience."""

import ssl
from typing import Any

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from config.errors import ConfigError
from config.settings import Settings

REDIS_TIMEOUT = 5.0  # seconds; a frozen Redis is noticed by then, and waited for
RETRIES = 2  # of one call on a broken connection; longer outages are the caller's to wait out
BACKOFF = ExponentialBackoff(cap=0.5, base=0.05)


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


def tls_context(settings: Settings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.kafka_ca or None)
        if settings.kafka_cert:
            context.load_cert_chain(settings.kafka_cert, settings.kafka_key or None)
    except OSError as error:
        raise ConfigError(f"WIREDESK_KAFKA_CA, _CERT or _KEY: {error}") from None
    return context


def redis_client(settings: Settings, url: str = "") -> "redis.asyncio.Redis":
    """An asyncio client of the given Redis (default: the store), bytes in and out."""
    retry = AsyncRetry(BACKOFF, RETRIES)
    return redis.asyncio.Redis.from_url(
        url or settings.redis_url, retry=retry, **_options(settings, url)
    )


def redis_sync(settings: Settings, url: str = "") -> redis.Redis:
    """The same for commands and threads."""
    retry = Retry(BACKOFF, RETRIES)
    return redis.Redis.from_url(url or settings.redis_url, retry=retry, **_options(settings, url))


def _options(settings: Settings, url: str) -> dict[str, Any]:
    options: dict[str, Any] = {
        "socket_timeout": REDIS_TIMEOUT,
        "socket_connect_timeout": REDIS_TIMEOUT,
        "health_check_interval": 30,
    }
    if settings.redis_password:
        options["password"] = settings.redis_password
    if settings.redis_ca and (url or settings.redis_url).startswith("rediss"):
        options["ssl_ca_certs"] = settings.redis_ca
    return options
