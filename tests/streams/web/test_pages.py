"""The pages as plain HTTP and in a real Chromium, fed by a real Kafka and Redis."""

import re
from collections.abc import Iterator

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import wait_until
from tests.factories import a_tagged_article
from tests.streams.web.hostile import PAYLOADS, hostile, strangers
from tests.streams.web.installation import Installation, Served, serving
from tests.streams.web.sample import al_qaim, fill

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", e => window.__violations.push(e.blockedURI));
window.__ran = () => { window.__pwned = true; };
for (const name of ["alert", "confirm", "prompt"]) window[name] = window.__ran;
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        yield browser
        browser.close()


class Visitor:
    """A page that remembers what it was not to do."""

    def __init__(self, browser: Browser, server: Served, *, javascript: bool = True) -> None:
        self.context = browser.new_context(java_script_enabled=javascript, locale="ro-RO")
        self.page: Page = self.context.new_page()
        self.server = server
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.page.add_init_script(WATCH)
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message))

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.server.url}{path}")
        return self.page

    def harmed(self) -> list[str]:
        """Everything that went wrong on the page that is open."""
        violations: list[str] = self.page.evaluate("window.__violations")
        ran = ["script ran"] if self.page.evaluate("window.__pwned === true") else []
        return [*self.foreign, *self.errors, *violations, *ran]

    def _asked(self, url: str) -> None:
        if not url.startswith(self.server.url):
            self.foreign.append(url)


@pytest.fixture
def visitor(chromium: Browser, server: Served) -> Iterator[Visitor]:
    visitor = Visitor(chromium, server)
    yield visitor
    assert visitor.harmed() == []
    visitor.context.close()


def ids_on(page: Page) -> list[str]:
    return [str(card.get_attribute("data-id")) for card in page.locator("li.card").all()]


def live(page: Page) -> Page:
    page.locator("#live.on").wait_for()
    return page


@pytest.mark.browser
def test_a_card_arrives_by_itself(newsdesk: Installation, visitor: Visitor) -> None:
    newsdesk.publish(a_tagged_article(id="before"))
    page = live(visitor.open("/"))
    newsdesk.publish(al_qaim("arriving"))
    page.locator("li.card[data-id=arriving]").wait_for()
    assert ids_on(page)[0] == "arriving"
    card = page.locator("li.card[data-id=arriving]")
    assert card.locator("h2").get_attribute("lang") == "ro"
    assert card.locator(".agency").inner_text() == "AFP"
    assert "conflict armat" in card.locator(".foot").inner_text()


@pytest.mark.browser
def test_an_update_replaces_its_card(newsdesk: Installation, visitor: Visitor) -> None:
    article = a_tagged_article(id="changing")
    newsdesk.publish(article)
    newsdesk.publish(a_tagged_article(id="reprint", of="changing", kind="near"), desks=())
    page = live(visitor.open("/desks/conflict"))
    later = msgspec.structs.replace(article, title="Alt titlu", seen_at="2017-11-03T09:00:00.000Z")
    newsdesk.publish(later)
    page.locator("li.card[data-id=changing][data-version='2']").wait_for()
    assert ids_on(page).count("changing") == 1
    card = page.locator("li.card[data-id=changing]")
    assert card.locator("h2").inner_text() == "Alt titlu"
    assert card.locator(".reprints").inner_text() == "1 preluări"


@pytest.mark.browser
def test_the_page_goes_on_by_itself_after_the_server_was_away(
    newsdesk: Installation, chromium: Browser
) -> None:
    with serving(newsdesk) as server:
        page = live(Visitor(chromium, server).open("/desks/sport"))
    page.locator("#live:not(.on)").wait_for()
    newsdesk.publish(a_tagged_article(id="meanwhile"), desks=("sport",))
    with serving(newsdesk, port=server.port):
        page.locator("li.card[data-id=meanwhile]").wait_for()
        page.context.close()


@pytest.mark.browser
def test_tabs_switch_the_desk(newsdesk: Installation, visitor: Visitor) -> None:
    newsdesk.publish(a_tagged_article(id="wanted"), desks=("romania",))
    page = visitor.open("/")
    page.get_by_role("link", name="România").click()
    page.locator("li.card[data-id=wanted]").wait_for()
    assert page.locator("h1").inner_text() == "România"


@pytest.mark.browser
def test_an_article_shows_its_evidence_versions_copies_and_way(
    newsdesk: Installation, visitor: Visitor
) -> None:
    fill(newsdesk)
    page = visitor.open("/articles/alqaim")
    marks = [mark.inner_text() for mark in page.locator(".body mark").all()]
    assert marks == ["irakiene", "Siria", "citați de AFP", "Artileria", "jihadiștilor", "divizii"]
    title = page.locator("mark", has_text="divizii").get_attribute("title")
    assert title == "conflict armat: 20000056:ro:divizi*"
    assert page.locator(".copies li").count() == 2
    assert "93 %" in page.locator(".copies li").first.inner_text()
    assert "90 % din acest articol" in page.locator(".copies li").first.inner_text()
    assert "Sursa textului: Ziarul Zilei" in page.locator(".origin").inner_text()
    assert page.locator(".versions li").count() == 2
    assert page.locator(".way li").count() == 5
    page.locator(".versions a", has_text="v1").click()
    page.locator(".notice", has_text="mai veche").wait_for()
    page.locator("summary").click()
    assert '"version": 1' in page.locator("#raw").inner_text()


@pytest.mark.browser
def test_lists_and_articles_work_without_javascript(
    newsdesk: Installation, chromium: Browser, server: Served
) -> None:
    for number in range(35):
        moment = f"2026-11-22T10:00:{number:02d}.000Z"
        newsdesk.publish(a_tagged_article(id=f"plain{number}", seen_at=moment))
    visitor = Visitor(chromium, server, javascript=False)
    page = visitor.open("/desks/conflict")
    assert len(ids_on(page)) == 30
    page.get_by_role("link", name="Mai vechi").click()
    assert len(ids_on(page)) == 5
    page.locator("li.card h2 a").first.click()
    assert page.locator(".body p").count() == 2
    assert visitor.foreign == []
    visitor.context.close()


@pytest.mark.browser
def test_nothing_an_article_says_is_ever_executed(newsdesk: Installation, visitor: Visitor) -> None:
    payloads = (*PAYLOADS, *strangers())
    first, second = payloads[: len(PAYLOADS) // 2], payloads[len(PAYLOADS) // 2 :]
    newsdesk.publish(*(hostile(number, payload) for number, payload in enumerate(first)))
    page = live(visitor.open("/desks/conflict"))
    newsdesk.publish(*(hostile(100 + number, payload) for number, payload in enumerate(second)))
    page.locator(f"li.card[data-id=hostile{99 + len(second)}]").wait_for()
    assert visitor.harmed() == []
    for id in [f"hostile{number}" for number in (*range(len(first)), *range(100, 107))]:
        page = visitor.open(f"/articles/{id}")
        assert page.locator("script").count() == 1, "only ours"
        assert page.locator("main a[href^='javascript']").count() == 0
        assert visitor.harmed() == []


@pytest.mark.browser
def test_the_feeds_view_tells_how_asking_goes(newsdesk: Installation, visitor: Visitor) -> None:
    for name, value in {"polled": "1763800000000", "state": "failing", "why": "<b>nu</b>"}.items():
        newsdesk.redis.hset(newsdesk.key("feed", "journal"), name, value)
    row = visitor.open("/feeds").locator("tr", has_text="Le Journal")
    assert "cu erori" in row.inner_text()
    assert "<b>nu</b>" in row.inner_text()


def test_an_updating_page_says_where_its_stream_goes_on(
    newsdesk: Installation, server: Served
) -> None:
    newsdesk.publish(a_tagged_article())
    assert re.search(r'data-position="\d+\.\d+\.\d+"', server.get("/").text)


@pytest.mark.parametrize(
    "path", ["/", "/feeds", "/articles/nosuch", "/static/page.js", "/v1/desks"]
)
def test_every_answer_carries_the_policy(server: Served, path: str) -> None:
    headers = server.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_links_to_sources_tell_them_nothing(newsdesk: Installation, server: Served) -> None:
    newsdesk.publish(a_tagged_article())
    text = server.get(f"/articles/{a_tagged_article().id}").text
    assert 'href="https://ziar.example/al-qaim-4711" rel="noopener noreferrer nofollow"' in text


def test_a_missing_page_is_told_as_a_page(server: Served) -> None:
    for path in ("/nothing", "/articles/nosuch", "/desks/nosuch", "/static/..%2fpages.py"):
        answer = server.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")


def test_pages_say_so_while_redis_is_away(newsdesk: Installation, server: Served) -> None:
    newsdesk.redis.client_pause(3000)
    answer = httpx.get(f"{server.url}/", timeout=5)
    assert answer.status_code == 503
    assert "Reîncearcă" in answer.text
    wait_until(lambda: server.get("/").status_code == 200, 20)
