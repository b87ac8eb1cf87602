"""One article's whole way, from the bytes of a feed to its desk. Read this test first."""

import json
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.codec import PUBLISHED
from config.urls import article_id
from tests.conftest import Daemon, wait_until
from tests.ninjs import SCHEMA, ninjs
from tests.way.installation import ROLES, Installation
from tests.way.site import Site
from tests.way.texts import story

pytestmark = [pytest.mark.way, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def site() -> Site:
    return Site("ziar", "gazeta", "monitor")


@pytest.fixture(scope="module")
def installation(
    site: Site, kafka: str, memory: Daemon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    home = tmp_path_factory.mktemp("way")
    running = Installation(home, kafka, f"redis://127.0.0.1:{memory.port}/0", site.feeds_file())
    running.start()
    yield running
    running.stop()


def test_an_article_walks_from_its_feed_to_its_desk(site: Site, installation: Installation) -> None:
    title, paragraphs = story(1)
    url = site.publish("ziar", "unu", title, *paragraphs)
    installation.settle({url})
    [record] = [r for r in installation.published() if r["item"]["uri"] == url]
    assert record["wiredesk"]["id"] == article_id(url)
    assert record["item"]["headlines"][0]["value"] == title
    assert record["item"]["bodies"][0]["value"] == "\n\n".join(paragraphs)
    way = [step["stage"] for step in record["wiredesk"]["way"]]
    assert way == ["poll", "clean", "dedup", "tag"]
    assert record["wiredesk"]["kind"] == "new"
    assert "toate" in record["wiredesk"]["desks"]


def test_the_record_reads_the_same_in_kafka_redis_and_the_api(
    site: Site, installation: Installation
) -> None:
    title, paragraphs = story(2)
    url = site.publish("ziar", "doi", title, *paragraphs)
    installation.settle({url})
    id = article_id(url)
    [line] = [r.value for r in installation.records("articles.enriched") if r.key == id.encode()]
    [copy] = [r.value for r in installation.records("desk.toate") if r.key == id.encode()]
    wait_until(lambda: installation.run("show", id, "--json", check=False).returncode == 0)
    shown = installation.run("show", id, "--json").stdout
    assert line == copy == shown.rstrip("\n").encode()
    assert installation.api(f"/v1/articles/{id}") == json.loads(line)
    assert PUBLISHED.encode(PUBLISHED.decode(line)) == line


def test_an_edit_becomes_version_two_and_an_unchanged_page_nothing(
    site: Site, installation: Installation
) -> None:
    title, paragraphs = story(3)
    url = site.publish("gazeta", "trei", title, *paragraphs)
    installation.settle({url})
    site.publish("gazeta", "trei", title, *paragraphs, "Un paragraf nou, adăugat.")
    wait_until(lambda: versions(installation, url) == [1, 2], 60, "version two")
    installation.settle({url})
    assert versions(installation, url) == [1, 2]
    last = [r for r in installation.published() if r["item"]["uri"] == url][-1]
    assert last["item"]["bodies"][0]["value"].endswith("Un paragraf nou, adăugat.")
    assert last["wiredesk"]["change"] in ("update", "correction")


def versions(installation: Installation, url: str) -> list[int]:
    return [r["wiredesk"]["version"] for r in installation.published() if r["item"]["uri"] == url]


def test_a_reprint_is_marked_as_a_copy_of_the_first(site: Site, installation: Installation) -> None:
    title, paragraphs = story(4)
    first = site.publish("ziar", "patru", title, *paragraphs)
    installation.settle({first})
    again = site.publish("monitor", "patru-preluat", title, *paragraphs)
    installation.settle({again})
    [copy] = [r for r in installation.published() if r["item"]["uri"] == again]
    assert (copy["wiredesk"]["kind"], copy["wiredesk"]["of"]) == ("exact", article_id(first))
    assert copy["wiredesk"]["story"] == article_id(first)
    keys = {r.key.decode() for r in installation.records("articles.copies")}
    assert article_id(again) in keys


def test_a_live_stream_brings_what_is_published(site: Site, installation: Installation) -> None:
    events: list[str] = []
    url = f"http://127.0.0.1:{installation.ports['api']}/v1/desks/toate/stream"

    def listen() -> None:
        with urllib.request.urlopen(url, timeout=60) as stream:
            for line in stream:
                events.append(line.decode().rstrip("\n"))
                if line.startswith(b"data:"):
                    return

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    wait_until(lambda: installation.health("serve") == 200)
    title, paragraphs = story(5)
    where = site.publish("ziar", "cinci", title, *paragraphs)
    listener.join(60)
    data = next(line for line in events if line.startswith("data:"))
    assert json.loads(data.removeprefix("data:"))["item"]["uri"] == where


def test_tail_shows_it_and_trace_tells_its_way(site: Site, installation: Installation) -> None:
    title, paragraphs = story(6)
    url = site.publish("ziar", "sase", title, *paragraphs)
    installation.settle({url})
    shown = installation.run("tail", "--since", "1h", "--until-now").stdout
    assert title in shown
    told = installation.run("trace", url).stdout
    for word in ("seen", "clean", "dedup", "tag", "published"):
        assert word in told


def test_the_founding_article_comes_out_whole(site: Site, installation: Installation) -> None:
    seed = Path(__file__).parents[3] / "shared" / "seed" / "afp-al-qaim-ro.txt"
    if not seed.exists():
        pytest.skip(f"{seed.name} is not here")
    paragraphs = seed.read_text(encoding="utf-8").strip().split("\n")
    url = site.publish("ziar", "al-qaim", "Forțele irakiene au intrat în Al-Qa'im", *paragraphs)
    installation.settle({url})
    [record] = [r for r in installation.published() if r["item"]["uri"] == url]
    item = record["item"]
    assert item["bodies"][0]["value"] == "\n\n".join(paragraphs)
    assert item["language"] == "ro"
    assert [s["name"] for s in item["infoSources"] if s["role"] == "agency"] == ["AFP"]
    countries = [place["literal"] for place in item["places"] if "literal" in place]
    assert countries == ["IQ", "SY", "US", "RU"]
    towns = [place["name"] for place in item["places"] if "literal" not in place]
    assert towns == ["Al-Qa'im", "Gaza", "Boukamal", "valea Eufratului", "Deir Ezzor"]
    assert [person["name"] for person in item["people"]] == ["Nomane al-Zobai", "Al-Assad"]
    bodies = [body["name"] for body in item["organisations"]]
    assert bodies == ["Stat Islamic", "armata irakiană", "Hachd al-Chaabi"]
    assert any(subject["uri"].endswith("/16000000") for subject in item["subjects"])
    assert "conflict" in record["wiredesk"]["desks"]


@pytest.mark.skipif(not SCHEMA.exists(), reason="the ninjs schema is not on this machine")
def test_every_item_that_was_published_is_valid_ninjs(installation: Installation) -> None:
    validator, records = ninjs(), installation.published()
    for record in records:
        validator.validate(record["item"])
    assert len(records) > 5


@pytest.mark.parametrize("role", ROLES)
def test_prometheus_finds_no_fault_with_the_metrics_of_a_role(
    installation: Installation, role: str
) -> None:
    with urllib.request.urlopen(installation.health_url(role, "/metrics")) as answer:
        found = answer.read()
    checked = subprocess.run(
        ["promtool", "check", "metrics"], input=found, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, b"")


def test_at_rest_the_books_balance_at_every_stage(installation: Installation) -> None:
    books = installation.books()
    assert books.account.balance() == 0
    assert not books.account.open
    assert books.publications.twice == books.publications.backwards == []
    for role in ("clean", "dedup", "tag", "publish"):
        received, passed, rejected, parked = stage_counts(installation, role)
        assert received == passed + rejected + parked > 0


def stage_counts(installation: Installation, role: str) -> list[int]:
    with urllib.request.urlopen(installation.health_url(role, "/metrics")) as answer:
        lines = answer.read().decode().splitlines()
    names = [f'wiredesk_stage_received_total{{stage="{role}"}}'] + [
        f'wiredesk_stage_messages_total{{outcome="{outcome}",stage="{role}"}}'
        for outcome in ("passed", "rejected", "parked")
    ]
    return [
        int(float(next((line.split()[-1] for line in lines if line.startswith(name)), "0")))
        for name in names
    ]
