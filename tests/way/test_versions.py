"""Versions, copies and withdrawals of articles, from the bytes of a feed to their desks."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from config.urls import article_id
from tests.conftest import Daemon, wait_until
from tests.way.installation import Installation
from tests.way.site import Site
from tests.way.texts import WORDS, story

pytestmark = [pytest.mark.way, pytest.mark.timeout(240)]
DESKS = """
[[desk]]
name = "toate"
label = "Toate"
copies = "all"

[[desk]]
name = "sport"
label = "Sport"
words = ["fotbal"]
copies = "none"
"""


@pytest.fixture(scope="module")
def site() -> Site:
    return Site("ziar", "gazeta", "afp")


@pytest.fixture(scope="module")
def installation(
    site: Site, kafka: str, memory: Daemon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    home = tmp_path_factory.mktemp("versions")
    (home / "desks.toml").write_text(DESKS)
    running = Installation(
        home, kafka, f"redis://127.0.0.1:{memory.port}/0",
        site.feeds_file().replace('"Afp"', '"AFP"'), WIREDESK_DESKS=str(home / "desks.toml"),
    )  # fmt: skip
    running.start()
    yield running
    running.stop()


def versions(installation: Installation, url: str) -> list[dict[str, Any]]:
    return [one for one in installation.published() if one["item"]["uri"] == url]


def told(installation: Installation, url: str, count: int) -> list[dict[str, Any]]:
    """The first versions of an article, when there are so many."""
    what = f"version {count} of {url}"
    wait_until(lambda: len(versions(installation, url)) >= count, 60, what)
    return versions(installation, url)


def bodies(records: list[dict[str, Any]]) -> list[str]:
    return [one["item"]["bodies"][0]["value"] if "bodies" in one["item"] else "" for one in records]


def test_a_text_that_returns_to_an_older_one_is_an_update(
    site: Site, installation: Installation
) -> None:
    title, paragraphs = story(31)
    url = site.publish("ziar", "aba", title, *paragraphs)
    told(installation, url, 1)
    site.publish("ziar", "aba", title, *paragraphs, "Au venit și 45 de pompieri din Ploiești.")
    told(installation, url, 2)
    site.publish("ziar", "aba", title, *paragraphs)
    found = told(installation, url, 3)
    assert bodies(found)[0] == bodies(found)[2] != bodies(found)[1]
    assert [one["wiredesk"]["change"] for one in found] == ["new", "update", "update"]
    assert found[1]["wiredesk"]["similarity"] > 0.8
    assert {"numbers", "names"} <= set(found[1]["wiredesk"]["changed"])


def test_a_correction_is_called_one_and_what_follows_it_is_not(
    site: Site, installation: Installation
) -> None:
    title, paragraphs = story(32)
    note = "Erată: într-o versiune anterioară a acestui articol, suma era greșită."
    url = site.publish("ziar", "erata", title, *paragraphs)
    told(installation, url, 1)
    site.publish("ziar", "erata", title, *paragraphs, note)
    told(installation, url, 2)
    site.publish("ziar", "erata", title, *paragraphs, "Primarul a confirmat joi suma.", note)
    found = told(installation, url, 3)
    assert [one["wiredesk"]["change"] for one in found] == ["new", "correction", "update"]


def test_an_edited_reprint_stays_a_copy_and_the_api_tells_how_much_it_has(
    site: Site, installation: Installation
) -> None:
    title, paragraphs = story(33)
    first = site.publish("ziar", "preluat", title, *paragraphs)
    told(installation, first, 1)
    again = site.publish("gazeta", "preluare", f"Preluare: {title}", *paragraphs)
    told(installation, again, 1)
    site.publish("gazeta", "preluare", f"Preluare: {title}", *paragraphs, "Redacția adaugă ceva.")
    found = told(installation, again, 2)
    assert [one["wiredesk"]["kind"] for one in found] == ["exact", "exact"]
    assert [one["wiredesk"]["verdict"] for one in found] == ["exact", "update"]
    assert {one["wiredesk"]["story"] for one in found} == {article_id(first)}
    id = article_id(first)
    wait_until(lambda: installation.api(f"/v1/articles/{id}/copies")["copies"], 30, "the copy")
    [copy] = installation.api(f"/v1/articles/{id}/copies")["copies"]
    assert (copy["publisher"], copy["kind"]) == ("Gazeta", "exact")
    assert copy["overlap"]["new_in_old"] > 0.8
    assert copy["overlap"]["old_in_new"] == 1.0


def test_a_flash_that_becomes_a_story_is_one_article(
    site: Site, installation: Installation
) -> None:
    title, paragraphs = story(34)
    url = site.publish("ziar", "flash", title, paragraphs[0])
    told(installation, url, 1)
    site.publish("ziar", "flash", title, *paragraphs)
    found = told(installation, url, 2)
    assert [one["wiredesk"]["version"] for one in found] == [1, 2]
    assert found[1]["wiredesk"]["change"] in ("completed", "update")
    assert {one["wiredesk"]["kind"] for one in found} == {"new"}


def test_a_teaser_whose_page_is_complete_later_is_completed(
    site: Site, installation: Installation
) -> None:
    title, paragraphs = story(41)
    url = site.publish("ziar", "rezumat", title, f"{paragraphs[0].rstrip('.')}…")
    [first] = told(installation, url, 1)
    assert first["wiredesk"]["text"]["completeness"] == "teaser"
    site.publish("ziar", "rezumat", title, *paragraphs)
    second = told(installation, url, 2)[1]["wiredesk"]
    assert (second["change"], second["text"]["completeness"]) == ("completed", "full")
    assert (second["version"], second["kind"]) == (2, "new")


def test_the_agencys_item_that_comes_late_becomes_the_origin_of_its_story(
    site: Site, installation: Installation
) -> None:
    title, paragraphs = story(35)
    paragraphs = [f"{paragraphs[0]} (AFP)", *paragraphs[1:]]
    first = site.publish("ziar", "tarziu", title, *paragraphs)
    told(installation, first, 1)
    late = site.publish("afp", "tarziu-4711", title, *paragraphs)
    told(installation, late, 1)
    id = article_id(first)
    wait_until(
        lambda: len(installation.api(f"/v1/stories/{id}")["members"]) == 2, 30, "both members"
    )
    answer = installation.api(f"/v1/stories/{article_id(late)}")
    assert answer["id"] == id
    assert answer["first"]["id"] == id
    assert answer["origin"] == {"id": article_id(late), "publisher": "AFP", "why": "agency"}


def test_a_withdrawal_reaches_the_desks_an_article_left_long_ago(
    site: Site, installation: Installation
) -> None:
    title, paragraphs = story(36)
    url = site.publish("ziar", "retras", title, *paragraphs, "Un meci de fotbal se joacă joi.")
    told(installation, url, 1)
    site.publish("ziar", "retras", title, *paragraphs, "Nu se mai joacă nimic până joi.")
    told(installation, url, 2)
    done = installation.run("withdraw", url, "--reason", "la cererea autorului")
    assert "desks: sport, toate" in done.stdout
    site.publish("ziar", "retras", title, *paragraphs, "O editare de după retragere, tot joi.")
    other = site.publish("ziar", "dupa", *flat(story(37)))
    told(installation, other, 1)
    on_sport = [r for r in installation.records("desk.sport") if r.key == article_id(url).encode()]
    assert len(on_sport) == 3
    found = told(installation, url, 3)
    assert [one["item"]["pubStatus"] for one in found] == ["usable", "usable", "canceled"]
    assert (bodies(found)[2], found[2]["item"]["edNote"]) == ("", "la cererea autorului")
    installation.run("withdraw", url, "--restore")
    back = told(installation, url, 4)[3]
    assert back["item"]["pubStatus"] == "usable"
    assert bodies([back])[0] == bodies(found)[1]


def test_an_agencys_kill_withdraws_its_item(site: Site, installation: Installation) -> None:
    title, paragraphs = story(38)
    url = site.publish("afp", "buget-4712", title, *paragraphs)
    told(installation, url, 1)
    site.publish(
        "afp", "kill-1", f"KILL: {title}", "Vă rugăm să nu folosiți știrea afp-buget-4712."
    )
    found = told(installation, url, 2)
    assert found[1]["item"]["pubStatus"] == "canceled"
    assert found[1]["wiredesk"]["notice"]
    assert installation.run("notices").stdout == ""


def test_an_article_that_joins_two_stories_makes_them_one(
    site: Site, installation: Installation
) -> None:
    draw = random.Random(40)
    parts = [" ".join(draw.choices(WORDS, k=60)) + "." for _ in range(6)]
    old = site.publish("ziar", "vechi", "Titlul vechi al zilei", *parts[:4])
    told(installation, old, 1)
    young = site.publish("gazeta", "tanar", "Titlul nou al zilei", *parts[4:], *parts[2:4])
    assert told(installation, young, 1)[0]["wiredesk"]["verdict"] == "new"
    joins = site.publish("afp", "leaga", "Titlul care leagă", *parts[1:5])
    [found] = told(installation, joins, 1)
    facts = found["wiredesk"]
    assert (facts["verdict"], facts["story"]) == ("near", article_id(old))
    assert facts["merged"] == article_id(young)
    path = f"/v1/stories/{article_id(young)}"
    wait_until(lambda: len(installation.api(path)["members"]) == 3, 30, "three members")
    assert installation.api(path)["id"] == article_id(old)
    assert (
        f"story {article_id(old)} (was {article_id(young)})"
        in installation.run("trace", young).stdout
    )


def test_at_rest_nothing_was_published_twice(installation: Installation) -> None:
    books = installation.books()
    assert books.account.balance() == 0
    assert books.publications.twice == books.publications.backwards == []


def flat(made: tuple[str, list[str]]) -> list[str]:
    return [made[0], *made[1]]
