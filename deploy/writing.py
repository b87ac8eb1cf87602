"""Writing to topics from the outside: what retag, withdraw and redrive send their messages with."""

from kafka import KafkaProducer

from config.clients import kafka_security
from config.settings import Settings
from config.topics import MESSAGE_BYTES

FRAME = 64 << 10  # of a request around its message


def writer(settings: Settings) -> KafkaProducer:
    """A producer that writes each message once, if at all. Raises KafkaError without Kafka."""
    return KafkaProducer(
        bootstrap_servers=settings.kafka_servers,
        acks="all",
        enable_idempotence=True,
        max_request_size=MESSAGE_BYTES + FRAME,
        allow_auto_create_topics=False,
        **kafka_security(settings),
    )
