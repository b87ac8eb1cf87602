import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from click.testing import CliRunner, Result

from config.feeds import load_feeds
from deploy.cli import cli
from deploy.opml import outlines
from ingest.history import Poll, appended
from ingest.turn import Turn, packed, unpacked
from tests.ingest.site import Site

DECLARED = b"a.example\na.example\n300000\n7\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIREDESK_HOME", str(tmp_path))
    monkeypatch.setenv("WIREDESK_FEEDS", str(tmp_path / "shipped.toml"))
    monkeypatch.setenv("WIREDESK_REDIS", "redis://127.0.0.1:1/0")
    (tmp_path / "shipped.toml").write_text('[[feed]]\nurl = "https://a.example/rss"\nid = "a"\n')
    return tmp_path


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["feeds", *arguments])
    assert result.exit_code == code, result.output
    return result


def test_a_feed_is_added_listed_and_disabled(home: Path) -> None:
    run("add", "https://b.example/rss", "--no-ask", "--country", "RO", "--min-interval", "10s")
    assert [json.loads(row)["id"] for row in run("list", "--json").stdout.splitlines()] == [
        "a",
        "b-example-rss",
    ]
    run("disable", "b-example-rss")
    assert "disabled" in run("list").stdout
    run("enable", "b-example-rss")
    (feed,) = load_feeds(home / "feeds.toml")
    assert (feed.country, feed.min_interval, feed.disabled) == ("RO", "10s", False)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["add", "ftp://x"], "url: expected"),
        (["add", "https://x.example/", "--country", "Romania"], "country: expected"),
        (["add", "https://x.example/", "--min-interval", "often"], "min-interval: expected"),
        (["add", "https://a.example/rss", "--no-ask"], "is asked already, as a"),
        (
            ["add", "https://c.example/", "--id", "a", "--no-ask"],
            "a is the name of https://a.example/rss",
        ),
        (["disable", "nobody"], "no feed nobody"),
        (["why", "nobody"], "no feed nobody"),
        (["why", "a"], "Redis does not answer"),
        (["test", "http://127.0.0.1:1/"], "forbidden"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_is_one_clear_line(home: Path, arguments: list[str], complaint: str) -> None:
    told = run(*arguments, code=1).stderr
    assert complaint in told
    assert len(told.splitlines()) == 1


def test_lists_are_imported_once_and_exported(home: Path) -> None:
    (home / "list.opml").write_text(
        '<opml><outline text="B & C" xmlUrl="https://b.example/"/>'
        '<outline text="D" xmlUrl="gopher://d.example/"/></opml>'
    )
    first = json.loads(run("import", str(home / "list.opml"), "--json").stdout)
    assert first == {"found": 2, "added": 1, "known": 0, "refused": ["gopher://d.example/"]}
    assert "0 added" in run("import", str(home / "list.opml")).stdout
    exported = {outline.url: outline.title for outline in outlines(run("export").stdout_bytes)}
    assert exported["https://b.example/"] == "B & C"


def test_a_feed_is_tried_without_being_kept(home: Path, site: Site) -> None:
    site.publish("unu", "Întâia știre")
    told = run("test", site.url("feed.xml"), "--allow", site.address).stdout
    assert "1 entries" in told
    assert "Întâia știre" in told
    assert not (home / "feeds.toml").exists()


def test_why_tells_what_the_poller_found(
    home: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREDESK_REDIS", redis_url)
    with redis.Redis.from_url(redis_url) as client:
        known = Turn(
            result="timeout", why="30 s", failures=3, polled=1700000000000, state="failing",
            hub="https://hub.example/", identity="content",
            history=appended(b"", Poll(at=1_700_000_000, result="timeout", took=30_000)),
        )  # fmt: skip
        client.set("feed:a:known", DECLARED + packed(known))
        client.hset("hub:a", "until", "1700000000000")
    told = json.loads(run("why", "a", "--json").stdout)
    assert (told["state"], told["why"]) == ("failing", "30 s")
    assert told["polled"] == told["hub_until"] == "2023-11-14T22:13:20.000Z"
    assert (told["hub"], told["identity"]) == ("https://hub.example/", "content")
    assert told["polls"][0]["result"] == "timeout"
    assert "2023-11-14T22:13:20.000Z  timeout" in run("why", "a").stdout
    assert "timeout" in run("list").stdout


def test_a_quarantined_feed_is_accepted(
    home: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREDESK_REDIS", redis_url)
    assert "a is not quarantined" in run("accept", "a", code=1).stderr
    with redis.Redis.from_url(redis_url) as client:
        client.zadd("feed:due", {"a": 9e12})
        client.sadd("feed:quarantined", "a")
        known = Turn(quarantine="title: A → B", title="A", state="quarantined", trust=3)
        client.set("feed:a:known", DECLARED + packed(known))
        client.hset("feed:leases", "a", "x")
        assert "accepted a" in run("accept", "a").stdout
        value = client.get("feed:a:known")
        assert isinstance(value, bytes)
        assert value.startswith(DECLARED)
        assert unpacked(value) == Turn(state="active", trust=3)
        assert not client.exists("feed:leases"), "who polls it just now knows it as it was"
        assert client.scard("feed:quarantined") == 0
        assert client.zscore("feed:due", "a") < 9e12


def test_a_site_leads_to_its_feed(home: Path, site: Site) -> None:
    site.publish("unu", "Întâia știre")
    site.front = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    (found,) = run("find", site.url(""), "--allow", site.address, "--json").stdout.splitlines()
    assert (json.loads(found)["url"], json.loads(found)["entries"]) == (site.url("feed.xml"), 1)
    run("add", site.url(""), "--id", "ziar", "--allow", site.address)
    (feed,) = load_feeds(home / "feeds.toml")
    assert (feed.url, feed.allow_addresses) == (site.url("feed.xml"), (site.address,))


def test_a_site_that_links_none_is_asked_where_feeds_use_to_be(home: Path, site: Site) -> None:
    site.publish("unu")
    site.front = "<p>Nimic despre fluxuri.</p>"
    assert site.url("feed.xml") in run("find", site.url(""), "--allow", site.address).stdout


def test_a_site_that_names_its_news_map_is_found_by_it(home: Path, site: Site) -> None:
    site.publish("unu")
    site.maps = {"news-sitemap.xml": ["unu"]}
    site.front, site.rules = "<p>x</p>", f"Sitemap: {site.url('news-sitemap.xml')}"
    assert "1 entries, sitemap" in run("find", site.url(""), "--allow", site.address).stdout


def test_a_site_without_any_feed_is_said_to_have_none(home: Path, site: Site) -> None:
    site.front, site.status = "<p>x</p>", {"/feed.xml": 404}
    told = run("add", site.url(""), "--allow", site.address, code=1).stderr
    assert "no feed there" in told


def test_a_feed_that_does_not_answer_now_is_added_all_the_same(home: Path) -> None:
    assert "does not answer now" in run("add", "http://127.0.0.1:9/rss", "--id", "later").stderr
    assert [feed.id for feed in load_feeds(home / "feeds.toml")] == ["later"]
