"""What a page shows of a record."""

import pytest

from config.published import InfoSource, Published
from streams.record import published_record
from streams.web.views import article_view, card_of, web_link
from tests.factories import a_tagged_article
from tests.streams.web.installation import Installation, Served
from tests.streams.web.sample import al_qaim


def record(**changes: object) -> Published:
    article = a_tagged_article(**changes)
    return published_record(
        article, version=1, first_seen=article.seen_at, change="new", desks=("conflict",)
    )


def sample() -> Published:
    article = al_qaim()
    return published_record(article, version=1, first_seen=article.seen_at, change="new", desks=())


def test_a_card_names_topics_in_romanian_and_the_agency_once() -> None:
    card = card_of(sample(), reprints=3)
    assert [tag.label for tag in card.tags] == [
        "conflict armat",
        "conflicte, război și pace",
        "Irak",
        "Siria",
    ]
    assert (card.agency, card.outlet, card.country) == ("AFP", "Ziarul Zilei", "RO")
    assert card.reprints == 3


def test_the_outlet_itself_is_no_tag() -> None:
    view = article_view(record(agencies=(InfoSource(name="AFP", role="agency"),)))
    assert [tag.label for tag in view.tags["infoSources"]] == ["AFP"]


def test_a_tag_counts_its_evidence() -> None:
    view = article_view(sample())
    assert [tag.proofs for tag in view.tags["subjects"]] == [2, 1]
    assert view.names["/item/places/1"] == "Siria"


def test_an_article_without_a_headline_is_called_by_its_address() -> None:
    assert card_of(record(title="")).headline == "https://ziar.example/al-qaim-4711"


def test_a_withdrawn_article_says_so_and_has_no_text() -> None:
    withdrawn = record(pub_status="canceled")
    assert card_of(withdrawn).withdrawn
    assert article_view(withdrawn).body == ()


@pytest.mark.parametrize("uri", ["javascript:x", "data:text/html,x", "//evil.example", "", None])
def test_only_web_addresses_are_links(uri: str | None) -> None:
    assert web_link(uri) is None
    assert web_link("HTTPS://ziar.example/") == "HTTPS://ziar.example/"


@pytest.mark.parametrize(
    ("facts", "notice"),
    [
        ({"completeness": "teaser", "verdict": "paywall"}, "cere abonament pentru rest"),
        ({"completeness": "teaser", "verdict": "teaser"}, "atât a oferit sursa"),
        ({"completeness": "title", "verdict": "teaser"}, "doar titlul"),
    ],
)
def test_a_page_says_that_its_text_is_not_whole(
    newsdesk: Installation, server: Served, facts: dict[str, str], notice: str
) -> None:
    newsdesk.publish(a_tagged_article(id="whole"), a_tagged_article(id="part", **facts))
    assert notice in server.get("/articles/part").text
    assert "notice partial" not in server.get("/articles/whole").text


@pytest.mark.parametrize(
    ("kind", "verdict", "is_copy"),
    [
        ("near", "near", True),
        ("subset", "update", True),
        ("superset", "superset", False),
        ("new", "update", False),
    ],
)
def test_what_has_more_than_another_or_came_to_have_its_text_is_no_copy(
    kind: str, verdict: str, *, is_copy: bool
) -> None:
    assert card_of(record(kind=kind, word=verdict, of="another")).is_copy is is_copy
