from datetime import UTC, datetime, timedelta

import pytest

from deploy.newsroom.articles import Article
from deploy.newsroom.newsdesk import AT_START, KEPT, WINDOW, Newsdesk

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def run(desk: Newsdesk, publications: int) -> list[Article]:
    opened = desk.open(NOW)
    return opened + [desk.publish(NOW + timedelta(seconds=10 * n)) for n in range(publications)]


@pytest.fixture(scope="module")
def printed() -> list[Article]:
    return run(Newsdesk("r1"), 200)


def test_the_first_articles_stand_in_the_feeds_before_anybody_asks() -> None:
    desk = Newsdesk("r1")
    opened = desk.open(NOW)
    assert len(opened) == AT_START
    assert opened[1].slug == "fortele-irakiene-al-qaim"
    assert all(article.published < NOW for article in opened)


def test_the_agency_item_is_reprinted_by_three_papers(printed: list[Article]) -> None:
    item = [article for article in printed if article.slug == "fortele-irakiene-al-qaim"]
    assert {article.outlet.id for article in item} == {"gazeta", "curierul", "orele", "farul"}
    assert len({article.headline for article in item}) == 4


def test_every_article_is_new_and_has_its_own_address(printed: list[Article]) -> None:
    firsts = [article for article in printed if article.version == 1]
    assert len({article.path for article in firsts}) == len(firsts)
    told = [article.text for article in firsts if article.what == "article"]
    assert len(set(told)) == len(told)


def test_versions_are_of_articles_that_stand_at_that_address(printed: list[Article]) -> None:
    versions = [article for article in printed if article.what == "version"]
    assert len(versions) > 10
    paths = {article.path for article in printed if article.version == 1}
    assert {article.path for article in versions} <= paths


def test_addresses_belong_to_one_run_and_one_run_can_be_repeated() -> None:
    first, same, other = (run(Newsdesk(name), 60) for name in ("r1", "r1", "r2"))
    assert first == same
    assert not {article.path for article in first} & {article.path for article in other}


def test_a_feed_shows_a_window_and_old_pages_are_let_go() -> None:
    desk = Newsdesk("r1")
    run(desk, KEPT + 400)
    assert len(desk.window("gazeta")) == WINDOW
    assert len(desk.articles) == KEPT
    times = [article.updated for article in desk.window("gazeta")]
    assert times == sorted(times, reverse=True)
