from collections import Counter
from pathlib import Path

import pytest

from config.codec import LEDGER, TAGGED
from config.moments import moment, now_ms
from tests.factories import a_tagged_article
from tests.streams.editions import Editions
from tests.streams.inspection import Inspection
from tests.streams.publishing import Publishing
from tests.streams.test_publish import metrics


@pytest.fixture
def run(kafka: str, redis_url: str, tmp_path: Path) -> Publishing:
    return Publishing(tmp_path / tmp_path.name, kafka, redis_url, partitions=1)


def test_what_cannot_be_read_is_parked_and_the_lane_goes_on(run: Publishing) -> None:
    good = a_tagged_article(id="good")
    messages = [(b"bad", b"\xff"), (b"other", TAGGED.encode(good)), (b"good", TAGGED.encode(good))]
    run.start(1)
    try:
        run.feed(messages)
        run.settle(3)
        assert metrics(run)['wiredesk_entries_total{outcome="dead"}'] == 2
    finally:
        assert run.stop() == [0]
    assert [letter.value for letter in run.read("articles.dead")] == [
        one for _, one in messages[:2]
    ]
    ends = [LEDGER.decode(line.value) for line in run.read("articles.ledger")]
    assert Counter(line.what for line in ends) == {"dead": 2, "published": 1}
    assert [record.key for record in run.read("articles.enriched")] == [b"good"]


def test_without_faults_each_story_reaches_a_desk_for_firsts_once(run: Publishing) -> None:
    editions = Editions(600, seed=11, articles=60)
    run.start(1)
    try:
        run.feed(editions.messages())
        run.settle(len(editions.articles))
    finally:
        assert run.stop() == [0]
    state = Inspection(run, editions)
    assert state.wrong == {}
    members: dict[str, list[set[str]]] = {}
    for found in state.versions.values():
        one = found[-1][1].wiredesk
        if "prima" in one.desks:
            originals, copies = members.setdefault(one.story, [set(), set()])
            (copies if one.kind == "near" else originals).add(one.id)
    assert any(copies for _, copies in members.values())
    assert all(len(copies) <= 1 for _, copies in members.values())


def test_a_lone_article_is_published_and_its_freshness_is_told(run: Publishing) -> None:
    run.start(1)
    try:
        run.feed([(b"first", TAGGED.encode(a_tagged_article(id="first")))])
        run.settle(1)
        now = a_tagged_article(id="now", seen_at=moment(now_ms()))
        run.feed([(b"now", TAGGED.encode(now))])
        run.settle(2)
        counts = metrics(run)
    finally:
        run.stop()
    assert counts['wiredesk_freshness_seconds_bucket{le="15.0",since="seen"}'] == 1
    assert counts['wiredesk_freshness_seconds_count{since="seen"}'] == 2
