import pytest

from streams.page import parsed_page
from streams.told import article_told, json_told, metas_of, read

WRAPPED = (
    '{"headline": "Podul\n e gata", "datePublished": "2026-11-22",}',
    '//<![CDATA[\n{"headline": "Podul e gata"}\n//]]>',
    '<!-- {"headline": "Podul e gata"} -->',
    '{"headline": "Podul e gata", "articleBody": "spune "așa" și gata"}',
)


def a_script(block: str) -> str:
    return f'<script type="application/ld+json">{block}</script>'


@pytest.mark.parametrize("block", WRAPPED, ids=["commas", "cdata", "comment", "quotes"])
def test_json_is_read_as_publishers_write_it(block: str) -> None:
    found = read(block)
    assert isinstance(found, dict)
    assert str(found["headline"]).split() == ["Podul", "e", "gata"]


def test_the_pages_own_article_is_told_from_teasers_of_others() -> None:
    one = '{"@type": "NewsArticle", "headline": "Alta", "url": "https://z.example/alta"}'
    own = (
        '{"@type": "http://schema.org/NewsArticle", "headline": "Asta",'
        ' "mainEntityOfPage": {"@id": "http://www.z.example/asta/?utm_source=x"}}'
    )
    page = parsed_page(a_script(f"[{one}, {own}]"))
    assert article_told(page, json_told(page), ("https://z.example/asta",))["headline"] == "Asta"
    assert article_told(page, json_told(page))["headline"] == "Alta"


def test_microdata_stands_in_where_there_is_no_json() -> None:
    page = parsed_page(
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Podul'
        '</h1><p itemprop="author" itemscope itemtype="https://schema.org/Person">'
        '<b itemprop="name">Ana Pop</b></p><time itemprop="datePublished" datetime="2026-11-22">'
    )
    told = article_told(page, json_told(page))
    assert (told["headline"], told["datePublished"]) == ("Podul", "2026-11-22")
    assert told["author"] == {"@type": "Person", "name": "Ana Pop"}


def test_of_two_metas_the_first_wins() -> None:
    page = parsed_page('<meta name="A" content="1"><meta property="a" content="2"><meta content=3>')
    assert metas_of(page)["a"] == "1"


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "bad", ["[" * 5000, '{"a":' * 5000, '"headline":' * 5000, "{" + '"' * 9999]
)
def test_hostile_json_tells_nothing(bad: str) -> None:
    page = parsed_page(a_script(bad) * 3)
    assert article_told(page, json_told(page)) == {}


@pytest.mark.timeout(10)
def test_microdata_without_end_tells_nothing() -> None:
    item = '<div itemscope itemtype="https://schema.org/X" itemprop="y">'
    assert article_told(parsed_page(item * 3000), ()) == {}
