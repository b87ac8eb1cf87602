"""A feed's day is recorded from ledger and Redis, and never shrinks when one of them forgets."""

import json
import time
from pathlib import Path

import pytest
import redis
from click.testing import CliRunner

from config.books import Coverage
from config.moments import now_ms
from config.settings import load_settings
from config.startup import declared_topics
from deploy.audit.coverage import CoverageWriter, covered, recorded
from deploy.commands.coverage import coverage
from deploy.commands.topics import mended
from ingest.history import DAY
from ingest.turn import Turn, packed

KEY = ("ziar", "2026-11-22")


def a_day(**counts: int) -> Coverage:
    return Coverage(feed=KEY[0], day=KEY[1], at="2026-11-22T10:00:00.000Z", **counts)


def test_a_day_tells_how_its_entries_ended_and_how_often_its_feed_was_asked() -> None:
    told = covered(KEY, {"seen": 3, "published": 2}, {"polls": 9, "polls_ok": 8, "gaps": 1}, None)
    assert told is not None
    assert (told.feed, told.day, told.seen, told.published, told.copy) == (*KEY, 3, 2, 0)
    assert (told.polls, told.polls_ok, told.gaps) == (9, 8, 1)


def test_nothing_is_written_twice() -> None:
    assert covered(KEY, {"seen": 3}, {"polls": 9}, a_day(seen=3, polls=9)) is None


def test_what_a_shorter_ledger_or_a_lost_redis_tells_takes_nothing_back() -> None:
    told = covered(KEY, {"seen": 1}, {"polls": 2}, a_day(seen=3, published=3, polls=9, gaps=1))
    assert told is None
    later = covered(KEY, {"seen": 4, "published": 4}, {"polls": 2}, a_day(seen=3, polls=9))
    assert later is not None
    assert (later.seen, later.polls) == (4, 9)


def test_an_end_that_a_redrive_changes_is_changed() -> None:
    told = covered(KEY, {"seen": 1, "published": 1}, {}, a_day(seen=1, dead=1))
    assert told is not None
    assert (told.published, told.dead) == (1, 0)


@pytest.fixture
def environ(kafka: str, redis_url: str, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "feeds.toml").write_text('[[feed]]\nurl = "http://z.example/f"\nid = "ziar"\n')
    told = {"WIREDESK_KAFKA": kafka, "WIREDESK_REDIS": redis_url, "WIREDESK_HOME": str(tmp_path),
            "WIREDESK_PREFIX": f"{tmp_path.name}-", "WIREDESK_PARTITIONS": "1"}  # fmt: skip
    settings = load_settings(told)
    assert not mended(settings, declared_topics(settings))
    return told


def test_coverage_outlives_a_lost_redis_and_is_told_by_command(
    environ: dict[str, str], redis_url: str
) -> None:
    settings, store = load_settings(environ), redis.Redis.from_url(redis_url)
    today = time.strftime("%Y-%m-%d", time.gmtime())
    known = f"{settings.prefix}feed:ziar:known"

    def polled(count: int) -> None:
        store.zadd(f"{settings.prefix}feed:due", {"ziar": 1})
        days = f"{now_ms() // DAY}:{count}:{count - 1}:0"
        store.set(known, b"\n\n\n\n" + packed(Turn(days=days)))

    writer = CoverageWriter(settings)
    for count in (5, 2):  # Redis is lost between the two
        polled(count)
        writer.write({("ziar", today): {"seen": 7, "copy": 7}})
        writer._due = 0
        store.flushall()
    writer.close()
    [one] = recorded(settings, "ziar").values()
    assert (one.seen, one.copy, one.polls, one.polls_ok) == (7, 7, 7, 5)
    shown = CliRunner().invoke(coverage, ["ziar", "--json"], env=environ)
    assert json.loads(shown.stdout)["polls"] == 7
    assert today in CliRunner().invoke(coverage, ["ziar"], env=environ).stdout
