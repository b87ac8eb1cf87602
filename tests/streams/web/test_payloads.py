"""No script that comes by feed or page runs with a reader. EVERY_PAYLOAD=1 for all of them."""

import pytest
from playwright.sync_api import Browser

from tests.streams.web.installation import Installation, Served
from tests.streams.web.payloads import all_payloads, clicked, through_cleaning
from tests.streams.web.test_pages import Visitor, chromium

__all__ = ["chromium"]
CARDS = 30  # on one page of a desk


def is_web(link: str) -> bool:
    return link.startswith(("http://", "https://"))


@pytest.mark.browser
@pytest.mark.timeout(1800)
def test_no_script_of_a_feed_or_a_page_runs_with_a_reader(
    newsdesk: Installation, server: Served, chromium: Browser
) -> None:
    made = [through_cleaning(number, told) for number, told in enumerate(all_payloads())]
    articles = [article for article in made if article is not None]
    assert len(articles) > 0.8 * len(made)
    assert not [link for article in articles for link in clicked(article) if not is_web(link)]
    visitor = Visitor(chromium, server)
    for start in range(0, len(articles), CARDS):
        part = articles[start : start + CARDS]
        newsdesk.redis.flushall()
        newsdesk.publish(*part)
        paths = ["/desks/conflict", *(f"/articles/{article.id}" for article in part)]
        for path in paths:
            page = visitor.open(path)
            assert visitor.harmed() == [], path
            assert page.locator("script").count() == 1, "only ours"
            scripted = page.locator("main [href]:not([href^='/']):not([href^='http'])")
            assert scripted.count() == 0, path
    visitor.context.close()
