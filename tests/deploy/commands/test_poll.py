"""The poller as its process runs: real feeds and pages, real Kafka and Redis, and their faults."""

import signal
import subprocess
import time

import pytest

from ingest.turn import unpacked
from tests.conftest import free_port, wait_until
from tests.deploy.commands.polling import COMMAND, Desk, metric, ready

pytestmark = pytest.mark.way  # kills and outages: with the faults, not the units


def test_an_entry_goes_the_whole_way_in_and_the_process_ends_cleanly(desk: Desk) -> None:
    desk.site.publish("unu", "Întâia știre")
    desk.start()
    desk.wait_for("unu")
    (article,) = desk.articles()
    (line,) = desk.lines()
    assert (article.id, article.seen_at) == (line.id, line.seen_at)
    assert article.entry.title == "Întâia știre"
    assert article.page_error is None and article.page
    assert article.answer and article.answer.status == 200
    assert desk.kill(signal.SIGTERM) == 0


def test_an_unchanged_feed_is_asked_with_its_validators_and_brings_nothing(desk: Desk) -> None:
    desk.site.publish("unu")
    desk.start()
    desk.wait_for("unu")

    def conditional() -> int:
        asked = [given for path, given in desk.site.asked if path == "/feed.xml"]
        return sum("if-none-match" in given for given in asked)

    wait_until(lambda: conditional() >= 3, what="three conditional polls")
    assert (len(desk.lines()), len(desk.articles())) == (1, 1)
    desk.site.publish("doi")
    desk.wait_for("doi")
    assert {name: len(seen) for name, seen in desk.brought().items()} == {"unu": 1, "doi": 1}


def test_a_corrected_page_is_one_later_version_through_kills(desk: Desk) -> None:
    looks = ",".join(f"{second / 2}" for second in range(1, 100))
    desk.environ |= {"WIREDESK_PAGE_LOOKS": looks}
    desk.site.publish("unu")
    desk.start()
    desk.wait_for("unu")
    was = desk.site.times("/unu")
    wait_until(lambda: desk.site.times("/unu") > was + 1, what="two looks")
    assert len(desk.articles()) == 1
    desk.site.edited["unu"] = b"<h1>Titlul unu, corectat</h1>"
    wait_until(lambda: len(desk.articles()) == 2, what="the corrected page")
    for _ in range(2):
        desk.kill()
        was = desk.site.times("/unu")
        desk.start()
        wait_until(lambda was=was: desk.site.times("/unu") > was, what="another look")  # type: ignore[misc]  # bound at once
    assert len(desk.versions()) == 2
    assert {line.seen_at for line in desk.lines()} == {raw.seen_at for raw in desk.articles()}


def test_an_edited_entry_is_a_later_version(desk: Desk) -> None:
    desk.site.publish("unu", "Varianta întâi")
    desk.start()
    desk.wait_for("unu")
    desk.site.publish("unu", "Varianta a doua")
    wait_until(lambda: len(desk.articles()) == 2, what="the second version")
    first, second = desk.articles()
    assert first.id == second.id
    assert first.seen_at < second.seen_at
    assert second.entry.title == "Varianta a doua"


def test_what_the_feeds_own_rules_exclude_ends_in_the_ledger(desk: Desk) -> None:
    desk.declare(exclude='["^Horoscop"]')
    desk.site.publish("stele", "Horoscop de duminică")
    desk.site.publish("unu")
    desk.start()
    desk.wait_for("unu")
    (ended,) = desk.lines("filtered")
    assert (ended.reason, ended.stage) == ("excluded", "poll")
    assert (ended.id, ended.seen_at) in desk.versions()
    assert set(desk.brought()) == {"unu"}


def test_a_page_that_is_refused_or_never_comes_stops_no_news(desk: Desk) -> None:
    desk.site.status = {"/lipsa": 404, "/stricat": 500}
    desk.site.kinds = {"/poza": "image/png"}
    desk.site.rules = "User-agent: *\nDisallow: /ascuns\n"
    for name in ("lipsa", "stricat", "poza", "ascuns", "bun"):
        desk.site.publish(name)
    desk.start()
    desk.wait_for("lipsa", "stricat", "poza", "ascuns", "bun")
    assert {article.entry.guid: article.page_error for article in desk.articles()} == {
        "lipsa": "client_error",
        "stricat": "server_error",
        "poza": "content_type",
        "ascuns": "forbidden",
        "bun": None,
    }
    assert desk.site.times("/stricat") == 4
    assert desk.site.times("/ascuns") == 0
    assert desk.site.times("/robots.txt") == 1


def test_feeds_that_want_no_pages_get_none(desk: Desk) -> None:
    desk.declare(pages='"never"')
    desk.site.publish("unu")
    desk.start()
    desk.wait_for("unu")
    (article,) = desk.articles()
    assert (article.page, article.page_error, article.answer) == (b"", None, None)
    assert desk.site.times("/unu") == 0


def test_a_changed_feeds_file_is_taken_up_and_a_wrong_one_is_not(desk: Desk) -> None:
    desk.site.publish("unu")
    (desk.home / "feeds.toml").write_text("")
    desk.start()
    wait_until(lambda: ready(desk.port), what="readiness")
    desk.declare()
    desk.wait_for("unu")
    (desk.home / "feeds.toml").write_text('[[feed]]\nurl = "ftp://x"\n')
    wait_until(lambda: "feeds_not_reloaded" in desk.log(), what="the complaint")
    assert "feeds.toml:2" in desk.log()
    desk.site.publish("doi")
    desk.wait_for("doi")


def test_a_broken_feed_is_said_counted_and_asked_later(desk: Desk) -> None:
    desk.site.status = {"/feed.xml": 500}
    desk.start()
    wait_until(lambda: desk.site.times("/feed.xml") == 2, what="two polls")
    wait_until(lambda: metric(desk.port, 'wiredesk_feeds{status="failing"}') == 1, what="a count")
    kept = desk.memory.get(f"{desk.settings.prefix}feed:ziar:known")
    assert isinstance(kept, bytes)
    known = unpacked(kept)
    assert known.result == "server_error"
    assert known.failures > 0
    desk.site.status = {}
    desk.site.publish("unu")
    desk.wait_for("unu")


def test_a_wrong_feeds_file_ends_the_start_with_one_line(desk: Desk) -> None:
    (desk.home / "feeds.toml").write_text('[[feed]]\nurl = "https://x.example/"\nmin = 5\n')
    ended = subprocess.run(
        [*COMMAND, "--health-port", str(free_port())],
        env=desk.environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 78
    assert "feeds.toml:3" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_through_kills_at_any_moment_every_entry_arrives_under_one_seen_at(desk: Desk) -> None:
    names = [f"s{n}" for n in range(40)]
    for name in names[:10]:
        desk.site.publish(name)
    for round_ in range(1, 4):
        desk.start()
        wait_until(lambda: desk.site.times("/feed.xml") >= 1, what="a poll")
        for name in names[10 * round_ : 10 * round_ + 10]:
            desk.site.publish(name)
            time.sleep(0.02)  # spreads the entries over the moment of the kill
        time.sleep(0.3 * round_)  # each round dies at another moment
        desk.kill()
        desk.site.asked.clear()
    desk.start()
    desk.wait_for(*names)
    brought = desk.brought()
    assert set(brought) == set(names)
    by_entry: dict[str, set[str]] = {}
    for id_, seen_at in desk.versions():
        by_entry.setdefault(id_, set()).add(seen_at)
    assert {len(seen) for seen in by_entry.values()} == {1}
    assert len(by_entry) == len(names)
    assert {(a.id, a.seen_at) for a in desk.articles()} == desk.versions()
