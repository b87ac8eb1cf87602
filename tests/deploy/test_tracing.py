"""Where is this article? Told from ledger and topics, as far as it has come."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis
from kafka import KafkaProducer

from config.books import LedgerLine
from config.codec import LEDGER
from config.moments import moment, now_ms
from config.settings import Settings, load_settings
from config.startup import declared_topics
from config.urls import article_id
from deploy.commands.topics import mended
from deploy.tracing import feeds_of, lane_of, trace_of
from ingest.turn import Turn, packed

URL = "http://ziar.example/stiri/1"
ID = article_id(URL)


class Placed:
    """An installation in which records are put by hand."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.seen_at = settings, moment(now_ms())
        assert not mended(settings, declared_topics(settings))
        self._producer = KafkaProducer(bootstrap_servers=settings.kafka_servers)

    def close(self) -> None:
        """A producer left open goes on looking for its broker when that is gone."""
        self._producer.close()

    def put(self, topic: str, value: bytes) -> None:
        self._producer.send(
            f"{self.settings.prefix}articles.{topic}", key=ID.encode(), value=value,
            headers=[("seen_at", self.seen_at.encode())], partition=lane_of(self.settings, ID),
        ).get(10)  # fmt: skip

    def line(self, what: str, stage: str, reason: str | None = None) -> None:
        told = LedgerLine(id=ID, seen_at=self.seen_at, feed="ziar", what=what, stage=stage,
                          at=moment(now_ms()), reason=reason)  # fmt: skip
        self.put("ledger", LEDGER.encode(told))


@pytest.fixture
def placed(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Placed]:
    table = '[[feed]]\nurl = "http://ziar.example/rss"\nid = "ziar"\n'
    (tmp_path / "feeds.toml").write_text(table)
    settings = load_settings({
        "WIREDESK_KAFKA": kafka, "WIREDESK_REDIS": redis_url, "WIREDESK_HOME": str(tmp_path),
        "WIREDESK_PREFIX": f"{tmp_path.name}-", "WIREDESK_PARTITIONS": "2",
        "WIREDESK_FEEDS": str(tmp_path / "feeds.toml"),
    })  # fmt: skip
    with closing(Placed(settings)) as placed:
        yield placed


def test_tells_each_stage_with_its_time_and_verdict_and_where_an_article_waits(
    placed: Placed,
) -> None:
    placed.line("seen", "poll")
    placed.put("raw", b"\x80")
    placed.put("clean", b'{"way": [{"stage": "clean", "verdict": "story"}]}')
    [version] = trace_of(placed.settings, ID, URL).versions
    assert [line[26:] for line in version.way] == [
        "poll     seen",
        f"poll     page and entry sent, to {placed.settings.prefix}articles.raw",
        f"clean    story, to {placed.settings.prefix}articles.clean",
    ]
    assert version.waits == f"in {placed.settings.prefix}articles.clean, for dedup"
    placed.line("unchanged", "dedup")
    [version] = trace_of(placed.settings, ID, URL).versions
    assert (version.ended, version.waits) == ("unchanged", None)
    assert version.way[-1][26:] == "dedup    unchanged"


def test_the_nearest_feed_of_a_site_comes_first(tmp_path: Path) -> None:
    tables = [f'[[feed]]\nurl = "http://ziar.example/{name}/rss"\nid = "{name}"\n'
              for name in ("stiri", "sport", "cultura")]  # fmt: skip
    (tmp_path / "feeds.toml").write_text("\n".join(tables))
    settings = Settings(feeds=str(tmp_path / "feeds.toml"), home=str(tmp_path / "home"))
    found = feeds_of(settings, "https://ziar.example/sport/1")
    assert [feed.id for feed in found] == ["sport", "stiri", "cultura"]


def test_tells_of_what_was_never_seen_which_feed_would_carry_it(
    placed: Placed, redis_url: str
) -> None:
    other = "http://ziar.example/stiri/2"
    store, asked = redis.Redis.from_url(redis_url), "2026-11-22T08:00:00.000Z"
    known = packed(Turn(polled=1795334400000, result="client_error", why="status 404"))
    store.set(f"{placed.settings.prefix}feed:ziar:known", b"\n\n\n\n" + known)
    trace = trace_of(placed.settings, article_id(other), other)
    assert (trace.versions, len(trace.feeds)) == ([], 1)
    assert trace.feeds[0] == f"ziar would carry it; last asked {asked}: client_error, status 404"
