from collections import Counter
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from deploy.newsroom.articles import Article
from deploy.newsroom.newsdesk import Newsdesk
from deploy.newsroom.rendering import feed_of, page_of
from streams.clean import clean_article
from tests.streams.pages import a_raw_article, an_entry

BASE, NOW = "http://127.0.0.1:1", datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk() -> Newsdesk:
    made = Newsdesk("r1")
    made.open(NOW)
    for place in range(60):
        made.publish(NOW + timedelta(seconds=place))
    return made


def f1(told: str, found: str) -> float:
    """Token F1 of two texts."""
    expected, got = Counter(told.split()), Counter(found.split())
    both = sum((expected & got).values())
    return 2 * both / (sum(expected.values()) + sum(got.values()))


def test_every_page_gives_its_own_text_back(desk: Newsdesk) -> None:
    for article in desk.articles.values():
        others = desk.window(article.outlet.id)[:6]
        page = page_of(article, others, BASE)
        raw = a_raw_article(page, entry=an_entry(url=BASE + article.path, title=article.headline))
        cleaned = clean_article(raw)
        assert f1(article.text, cleaned.text) >= 0.95, article.path
        assert cleaned.text.split("\n\n")[0] == article.paragraphs[0]
        assert (cleaned.title, cleaned.authors) == (article.headline, (article.author,))
        assert (cleaned.published.source, cleaned.published.trust) == ("json-ld", "high")
        assert cleaned.language == article.outlet.language
        assert cleaned.verdict == "story"


@pytest.mark.parametrize(
    "paper", ["gazeta", "curierul", "orele", "farul", "harbour", "rives", "spree"]
)
def test_every_feed_is_read_back(desk: Newsdesk, paper: str) -> None:
    window = desk.window(paper)
    parsed = feedparser.parse(feed_of(desk.outlets[paper], window, BASE))
    assert not parsed.bozo
    assert [entry.link for entry in parsed.entries] == [BASE + article.path for article in window]
    assert [entry.title for entry in parsed.entries] == [article.headline for article in window]
    assert all(entry.published_parsed for entry in parsed.entries)


def test_a_full_feed_carries_the_text(desk: Newsdesk) -> None:
    article: Article = desk.window("orele")[0]
    entry = feedparser.parse(feed_of(article.outlet, [article], BASE)).entries[0]
    assert all(paragraph in entry.content[0].value for paragraph in article.paragraphs)


def test_one_feed_is_none(desk: Newsdesk) -> None:
    assert "<" not in feed_of(desk.outlets["stricat"], [], BASE)
