import re

import pytest

from config.settings import Settings
from config.topics import DAY, Topic, all_topics, desk_topic, topic_name


def topics(**changes: object) -> dict[str, Topic]:
    made = all_topics(Settings(**changes), ("romania", "sport"))  # type: ignore[arg-type]  # typed above
    return {topic.name: topic for topic in made}


def test_every_topic_of_the_design_is_declared() -> None:
    inner, public = ["raw", "clean", "resolved", "tagged"], ["enriched", "copies"]
    names = [*inner, *public, "ledger", "coverage", "dead"]
    assert list(topics()) == [f"articles.{n}" for n in names] + ["desk.romania", "desk.sport"]


def test_the_prefix_goes_before_all_names() -> None:
    given = Settings(prefix="test.")
    assert all(name.startswith("test.") for name in topics(prefix="test."))
    assert topic_name(given, "raw") == "test.articles.raw"
    assert desk_topic(given, "sport") == "test.desk.sport"


def test_all_articles_topics_have_the_same_lanes_and_desks_three() -> None:
    found = topics(partitions=24)
    assert {t.partitions for n, t in found.items() if n.startswith("articles.")} == {24}
    assert {t.partitions for n, t in found.items() if n.startswith("desk.")} == {3}


def test_the_published_are_compacted_and_kept_as_long_as_the_settings_say() -> None:
    for name in ("articles.enriched", "articles.copies"):
        config = topics(keep_days=40)[name].config
        assert config["cleanup.policy"] == "compact,delete"
        assert config["retention.ms"] == str(40 * DAY)
        assert config["min.compaction.lag.ms"] == str(7 * DAY)


def test_coverage_is_compacted_and_never_deleted_by_time_alone() -> None:
    assert topics()["articles.coverage"].config["cleanup.policy"] == "compact"


@pytest.mark.parametrize(("lag_days", "kept_days"), [(0.1, 7), (2.3, 7), (2.5, 8), (10, 30)])
def test_inner_topics_are_kept_three_times_the_lag_limit(lag_days: float, kept_days: int) -> None:
    found = topics(lag_seconds=lag_days * 86400)
    for name in ("raw", "clean", "resolved", "tagged"):
        assert found[f"articles.{name}"].config["retention.ms"] == str(kept_days * DAY)


def test_pages_of_four_megabytes_fit_raw_and_dead_letters() -> None:
    for name in ("raw", "dead"):
        assert topics()[f"articles.{name}"].config["max.message.bytes"] == str(6 << 20)


def test_the_embedded_broker_holds_about_five_gigabytes() -> None:
    bounds = {
        name: topic.partitions * int(topic.config["retention.bytes"])
        for name, topic in topics().items()
    }
    assert 4 << 30 < sum(bounds.values()) < 6 << 30
    assert all(
        int(topic.config["segment.bytes"]) <= int(topic.config["retention.bytes"]) // 4
        for topic in topics().values()
    )


def test_a_real_cluster_bounds_by_time_alone_and_keeps_two_copies_in_sync() -> None:
    for topic in topics(kafka="a:9092", replication=3).values():
        assert topic.replication == 3
        assert topic.config["min.insync.replicas"] == "2"
        assert not re.search(r"\.bytes", " ".join(set(topic.config) - {"max.message.bytes"}))
