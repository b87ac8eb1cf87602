"""The real broker and Redis that all other tests stand on."""

import redis
from kafka import KafkaAdminClient


def test_the_broker_of_this_session_answers(kafka: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=kafka)
    assert admin.describe_cluster()["cluster_id"]
    admin.close()


def test_the_redis_of_this_session_never_evicts(redis_url: str) -> None:
    policy = redis.Redis.from_url(redis_url).config_get("maxmemory-policy")
    assert policy == {"maxmemory-policy": "noeviction"}
