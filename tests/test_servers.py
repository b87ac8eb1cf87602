"""The real broker and Redis that all other tests stand on."""

import redis
from kafka import KafkaProducer


def test_the_broker_of_this_session_answers(kafka: str) -> None:
    producer = KafkaProducer(bootstrap_servers=kafka)
    assert producer.bootstrap_connected()
    producer.close()


def test_the_redis_of_this_session_never_evicts(redis_url: str) -> None:
    policy = redis.Redis.from_url(redis_url).config_get("maxmemory-policy")
    assert policy == {"maxmemory-policy": "noeviction"}
