from datetime import UTC, datetime

import pytest

from streams.facts import Facts, facts_of
from streams.page import parsed_page
from tests.streams.pages import TITLE, URL, a_page

AT = datetime(2026, 11, 21, 7, 40, tzinfo=UTC)


def facts(head: str = "", headers: dict[str, str] | None = None) -> Facts:
    return facts_of(parsed_page(a_page(head=head)), URL, headers or {})


def json_ld(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {fields}}}</script>'


def test_a_page_is_asked_for_its_title_language_and_canonical_address() -> None:
    found = facts('<link rel="canonical" href="/stiri/4711">')
    assert (found.title, found.language) == (TITLE, "ro")
    assert found.canonical == "https://ziar.example/stiri/4711"


def test_the_window_title_loses_the_name_of_the_site() -> None:
    page = parsed_page("<title>Ploi în toată țara | Ziarul</title><p>x</p>")
    assert facts_of(page, URL, {}).title == "Ploi în toată țara"


def test_the_article_is_found_among_a_pages_other_things() -> None:
    told = """<script type="application/ld+json">[{"@type": "Organization", "name": "Z"},
        {"@context": "x", "@graph": [{"@type": "WebPage", "mainEntity":
        {"@type": ["Report", "NewsArticle"], "author": {"name": "Ana Pop"}}}]}]</script>"""
    assert facts(told).authors == ("Ana Pop",)


@pytest.mark.parametrize(
    ("told", "site", "title"),
    [
        (f"{TITLE} | Ziarul", "Ziarul", TITLE),
        ("Altfel spus: podul e gata – Ziarul", "Ziarul", "Altfel spus: podul e gata"),
        ("Podul – o poveste", "Ziarul", "Podul – o poveste"),
        ("Ploi &amp;amp; vânt", "", "Ploi & vânt"),
    ],
)
def test_a_headline_is_told_without_its_site(told: str, site: str, title: str) -> None:
    head = f'<meta property="og:site_name" content="{site}">'
    page = a_page(title=told, head=head)
    assert facts_of(parsed_page(page), URL, {}).title == title


def test_a_marked_byline_is_read_where_no_metadata_names_the_author() -> None:
    page = a_page().replace("</h1>", '</h1><a rel="author" href="/a">Ana  Pop</a>')
    assert facts_of(parsed_page(page), URL, {}).authors == ("Ana Pop",)


@pytest.mark.parametrize(
    ("told", "names"),
    [
        pytest.param('"author": {"name": "Ana Pop"}', ("Ana Pop",), id="one"),
        pytest.param(
            '"author": [{"name": "A"}, {"name": "B"}, "C"]', ("A", "B", "C"), id="several"
        ),
        pytest.param('"author": {"name": ["A", "B"]}', ("A", "B"), id="a list of names"),
        pytest.param('"author": {"name": 3}', (), id="a number"),
        pytest.param('"author": "https://x.example/ana"', (), id="an address"),
    ],
)
def test_authors_are_names(told: str, names: tuple[str, ...]) -> None:
    assert facts(json_ld(told)).authors == names


@pytest.mark.parametrize(
    ("head", "source", "zoned"),
    [
        pytest.param(
            json_ld('"datePublished": "2026-11-21T09:40:00+02:00"'), "json-ld", True, id="json-ld"
        ),
        pytest.param(
            '<meta property="article:published_time" content="2026-11-21T07:40:00Z">',
            "meta", True, id="meta",
        ),
        pytest.param(
            '<meta name="date" content="2026-11-21T07:40:00">', "meta", False, id="no zone"
        ),
    ],
)  # fmt: skip
def test_dates_say_where_they_stand(head: str, source: str, zoned: bool) -> None:
    assert facts(head).dates[0] == (AT, source, zoned)


def test_a_date_with_a_zone_goes_before_one_without() -> None:
    head = json_ld('"datePublished": "2026-11-20"')
    head += '<meta property="article:published_time" content="2026-11-21T07:40:00Z">'
    assert [date.source for date in facts(head).dates] == ["meta", "json-ld"]


def test_a_date_in_the_address_is_better_than_none() -> None:
    found = facts_of(parsed_page(a_page()), "https://ziar.example/2026/11/21/pod", {})
    assert found.dates[0] == (datetime(2026, 11, 21, tzinfo=UTC), "url", False)


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type": "NewsArticle", </script>',
        '<script type="application/ld+json">' + "[" * 5000 + "</script>",
        json_ld('"@type": {"a": 1}, "author": {"name": "\\ud800"}'),
        '<script type="application/ld+json">' + "[" * 50 + '{"@type": 3}' + "]" * 50 + "</script>",
        json_ld('"datePublished": "0001-01-01T00:00:00+14:00", "author": [[["x"]]]'),
        json_ld('"datePublished": 20261121, "headline": ["x"], "isAccessibleForFree": null'),
        '<meta property="og:image" content="http://[">',
    ],
    ids=["broken", "deep", "odd type", "nested", "year one", "other types", "no address"],
)
def test_odd_metadata_breaks_nothing(head: str) -> None:
    assert facts(head).title == TITLE


def test_reservations_are_read_from_the_page_and_from_http() -> None:
    found = facts('<meta name="tdm-reservation" content="1"><meta name="robots" content="noai">')
    assert (found.rights.tdm, found.rights.ai, found.rights.source) == ("reserved", "noai", "meta")
    assert facts(headers={"tdm-reservation": "1"}).rights.source == "http"


@pytest.mark.parametrize(
    "head",
    [
        json_ld('"isAccessibleForFree": false'),
        json_ld('"isAccessibleForFree": "False"'),
        json_ld('"hasPart": {"isAccessibleForFree": "False", "cssSelector": ".rest"}'),
        '<meta property="article:content_tier" content="locked">',
    ],
)
def test_a_page_says_in_many_ways_that_it_is_not_free(head: str) -> None:
    assert not facts(head).is_free
    assert facts().is_free


def test_section_image_and_description_are_read_from_whoever_tells_them() -> None:
    found = facts(
        json_ld('"articleSection": ["Externe"], "image": [{"url": "/a.jpg"}]')
        + '<meta name="description" content="Pe &amp; scurt">'
    )
    assert (found.section, found.description) == ("Externe", "Pe & scurt")
    assert found.image == "https://ziar.example/a.jpg"
    assert facts('<meta property="og:image" content="javascript:alert(1)">').image is None
