from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from config.cluster import Fault, Found, faults, mend, on_cluster, serves, topics_found
from config.errors import ConfigError
from config.settings import Settings
from config.topics import Topic

HOUR = 3_600_000


def a_topic(name: str = "t", partitions: int = 2, **config: str) -> Topic:
    named = {key.replace("_", "."): value for key, value in config.items()}
    return Topic(name=name, partitions=partitions, replication=1, config=named)


@pytest.mark.parametrize(
    ("key", "value", "wanted", "fine"),
    [
        ("retention.ms", "100", "100", True),
        ("retention.ms", "101", "100", True),
        ("retention.ms", "99", "100", False),
        ("retention.ms", "-1", "100", True),
        ("retention.ms", "100", "-1", False),
        ("retention.ms", "", "100", False),
        ("max.message.bytes", "1048588", "6291456", False),
        ("cleanup.policy", "delete,compact", "compact,delete", True),
        ("cleanup.policy", "delete", "compact,delete", False),
        ("segment.bytes", "200", "100", False),
    ],
)
def test_a_setting_serves_as_wanted_or_better(
    key: str, value: str, wanted: str, fine: bool
) -> None:
    assert serves(key, value, wanted) is fine


def test_every_fault_says_what_is_and_what_must_be() -> None:
    found = {"b": Found(3, {"retention.ms": "5", "cleanup.policy": "delete"}, {})}
    wanted = a_topic("b", retention_ms="10", cleanup_policy="compact")
    told = [str(fault) for fault in faults([a_topic("a"), wanted], found)]
    assert told == [
        "topic a is missing",
        "topic b: partitions is 3, must be 2",
        "topic b: retention.ms is 5, must be at least 10",
        "topic b: cleanup.policy is delete, must be compact",
    ]


@pytest.fixture
def cluster(kafka: str, request: pytest.FixtureRequest) -> Iterator[tuple[Settings, str]]:
    """The broker's settings, and a topic name of this test's own."""
    name = f"cluster.{request.node.name}"
    yield Settings(kafka=kafka), name
    on_cluster(Settings(kafka=kafka), lambda admin: admin.delete_topics([name]))


def wrong(settings: Settings, topic: Topic) -> tuple[Fault, ...]:
    return faults([topic], on_cluster(settings, lambda admin: topics_found(admin, [topic])))


def mended(settings: Settings, topic: Topic) -> tuple[Fault, ...]:
    found = wrong(settings, topic)

    async def work(admin: AIOKafkaAdminClient) -> None:
        await mend(admin, [topic], found)

    on_cluster(settings, work)
    return wrong(settings, topic)


def test_a_missing_topic_is_made_as_declared(cluster: tuple[Settings, str]) -> None:
    settings, name = cluster
    topic = a_topic(name, retention_ms=str(HOUR), cleanup_policy="compact,delete")
    assert [fault.what for fault in wrong(settings, topic)] == ["missing"]
    assert mended(settings, topic) == ()


def test_two_that_make_a_topic_at_once_both_find_it(cluster: tuple[Settings, str]) -> None:
    settings, name = cluster
    topic = a_topic(name, retention_ms=str(HOUR))
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(lambda _: mended(settings, topic), range(4))) == [()] * 4


def test_a_wrong_setting_is_mended_and_an_operators_own_is_kept(
    cluster: tuple[Settings, str],
) -> None:
    settings, name = cluster
    own = a_topic(name, retention_ms=str(HOUR), segment_ms="12345678")
    mended(settings, own)
    declared = a_topic(name, retention_ms=str(2 * HOUR))
    assert [fault.what for fault in wrong(settings, declared)] == ["retention.ms"]
    assert mended(settings, declared) == ()
    found = on_cluster(settings, lambda admin: topics_found(admin, [declared]))[name]
    assert found.config["segment.ms"] == "12345678"


def test_more_than_declared_is_left_alone(cluster: tuple[Settings, str]) -> None:
    settings, name = cluster
    mended(settings, a_topic(name, retention_ms=str(9 * HOUR)))
    assert wrong(settings, a_topic(name, retention_ms=str(HOUR))) == ()


def test_the_number_of_partitions_is_never_changed(cluster: tuple[Settings, str]) -> None:
    settings, name = cluster
    mended(settings, a_topic(name, partitions=2))
    (left,) = mended(settings, a_topic(name, partitions=3))
    assert str(left) == f"topic {name}: partitions is 2, must be 3"


def test_what_the_cluster_refuses_is_told(cluster: tuple[Settings, str]) -> None:
    settings, name = cluster
    topic = msgspec.structs.replace(a_topic(name), replication=3)
    with pytest.raises(ConfigError, match=rf"topic {name}: the cluster says .*Replication"):
        mended(settings, topic)
