from datetime import UTC, datetime

import msgspec
import pytest
import zstandard

from config.codec import CLEAN
from config.records import Answer
from streams.clean import clean_article
from streams.errors import Rejected
from tests.conftest import SHARED
from tests.streams.pages import STORY, TEXT, TITLE, URL, a_page, a_raw_article, an_entry

FED = "".join(f"<p>{part}</p>" for part in STORY)
FOUNDING = SHARED / "seed/afp-al-qaim-ro.txt"


def test_a_page_becomes_a_story() -> None:
    article = clean_article(a_raw_article(a_page()))
    assert (article.title, article.text, article.language) == (TITLE, TEXT, "ro")
    assert (article.verdict, article.completeness, article.text_from) == ("story", "full", "page")
    assert [(step.stage, step.at, step.verdict) for step in article.way] == [
        ("poll", "2026-11-22T08:31:05.117Z", None),
        ("clean", None, "story"),
    ]


def test_the_same_bytes_in_give_the_same_bytes_out() -> None:
    raw = a_raw_article(a_page())
    assert CLEAN.encode(clean_article(raw)) == CLEAN.encode(clean_article(raw))


def test_what_the_feed_says_of_title_authors_and_date_counts() -> None:
    at = datetime(2026, 11, 22, 6, tzinfo=UTC)
    entry = an_entry(title="Podul &amp; fluviul", authors=("<b>Ana</b> Pop",), published_at=at)
    article = clean_article(a_raw_article(a_page(), entry=entry))
    assert (article.title, article.authors) == ("Podul & fluviul", ("Ana Pop",))
    assert (article.published.at, article.published.source) == (at, "feed")


def test_what_nobody_would_read_is_cut() -> None:
    names = tuple(f"Autor {number}" for number in range(5000))
    entry = an_entry(title="<" * 100_000 + "titlu " * 100_000, authors=names, categories=("a", "a"))
    article = clean_article(a_raw_article(a_page(), entry=entry))
    assert len(article.title) <= 500
    assert len(article.authors) <= 50
    assert article.categories == ("a",)


@pytest.mark.parametrize(
    ("html", "text", "completeness", "verdict"),
    [
        pytest.param(FED, TEXT, "full", "story", id="a whole text"),
        pytest.param(f"<p>{STORY[0]}</p>", STORY[0], "teaser", "teaser", id="a teaser"),
    ],
)
def test_without_its_page_a_story_is_what_the_feed_tells(
    html: str, text: str, completeness: str, verdict: str
) -> None:
    raw = a_raw_article(entry=an_entry(html=html), page_error="refused")
    article = clean_article(raw)
    assert (article.text, article.text_from) == (text, "feed")
    assert (article.completeness, article.verdict) == (completeness, verdict)


def test_an_entry_with_a_title_is_news() -> None:
    article = clean_article(a_raw_article(page_error="gone"))
    assert (article.title, article.text, article.completeness) == (TITLE, TITLE, "title")


def test_what_is_no_page_is_as_good_as_none() -> None:
    article = clean_article(a_raw_article(b"%PDF-1.7 " + b"x" * 900))
    assert (article.text, article.completeness) == (TITLE, "title")


def test_the_feeds_text_wins_where_it_tells_more() -> None:
    raw = a_raw_article(a_page(STORY[0], STORY[1]), entry=an_entry(html=FED))
    assert clean_article(raw).text == TEXT


def test_the_feeds_text_stands_in_for_a_page_that_is_no_story() -> None:
    consent = a_page("Folosim cookie. Consent. Privacy policy. GDPR.", title="Acceptă")
    raw = a_raw_article(consent, entry=an_entry(html=f"<p>{STORY[0]}</p>"))
    article = clean_article(raw)
    assert (article.text, article.text_from, article.verdict) == (STORY[0], "feed", "teaser")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        pytest.param(a_page("Ne pare rău.", title="Pagina nu a fost găsită"), "error", id="error"),
        pytest.param("<html><body></body></html>", "empty", id="empty"),
        pytest.param(
            a_page("Folosim cookie. Consent. Privacy policy. GDPR.", title="x"),
            "consent",
            id="wall",
        ),
    ],
)
def test_a_page_that_is_no_story_ends_where_the_feed_tells_none(page: str, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        clean_article(a_raw_article(page))


def test_an_entry_that_says_nothing_at_all_is_empty() -> None:
    with pytest.raises(Rejected, match="empty"):
        clean_article(a_raw_article(entry=an_entry(title="")))


def test_what_a_host_reserves_in_its_own_file_is_carried() -> None:
    answer = Answer(url=URL, status=200, headers={"content-type": "text/html"}, tdm="1")
    rights = clean_article(a_raw_article(a_page(), answer=answer)).rights
    assert (rights.tdm, rights.source) == ("reserved", "tdmrep")


def test_an_old_story_is_filtered() -> None:
    entry = an_entry(published_at=datetime(2026, 10, 1, tzinfo=UTC))
    with pytest.raises(Rejected, match="old"):
        clean_article(a_raw_article(a_page(), entry=entry))
    assert clean_article(a_raw_article(a_page(), entry=entry), keep_days=90).text == TEXT


def test_a_paywalled_page_goes_on_with_its_flag() -> None:
    told = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}'
    article = clean_article(a_raw_article(a_page(STORY[0], head=told + "</script>")))
    assert (article.verdict, article.completeness) == ("paywall", "teaser")
    assert article.flags == ("paywall",)


def test_a_story_without_a_title_is_called_by_its_beginning() -> None:
    raw = a_raw_article(entry=an_entry(title="", html=FED))
    assert clean_article(raw).title == STORY[0][:140]


def test_a_frame_that_claims_to_be_huge_is_cut() -> None:
    bomb = zstandard.compress(b" " * (64 << 20))
    raw = msgspec.structs.replace(a_raw_article("x", entry=an_entry(html=FED)), page=bomb)
    assert clean_article(raw).text == TEXT


@pytest.mark.skipif(not FOUNDING.exists(), reason="no shared test data")
def test_the_founding_article_comes_out_whole() -> None:
    told = FOUNDING.read_text().split("\n")
    article = clean_article(a_raw_article(a_page(*told, title="Forțele irakiene în Al-Qa'im")))
    assert article.text == "\n\n".join(told)
    assert article.language == "ro"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", " vbscript:x", ""])
def test_an_article_leads_to_the_web_or_nowhere(link: str) -> None:
    assert clean_article(a_raw_article(a_page(), entry=an_entry(url=link))).url == URL


def test_a_pages_section_stands_in_where_its_feed_names_no_category() -> None:
    head = '<meta property="article:section" content="Externe">'
    assert clean_article(a_raw_article(a_page(head=head))).categories == ("Externe",)
    entry = an_entry(categories=("Actual",))
    assert clean_article(a_raw_article(a_page(head=head), entry=entry)).categories == ("Actual",)


def test_what_stands_around_a_text_matters_where_the_text_is_short() -> None:
    player = '<iframe src="https://www.youtube.com/embed/x"></iframe><p class="paywall">'
    lock = f"{player}Citește integral cu un abonament digital.</p>"
    with pytest.raises(Rejected, match="video"):
        clean_article(a_raw_article(a_page(f"{player}</p>", "Vedeți aici cum s-a deschis podul.")))
    assert clean_article(a_raw_article(a_page(lock, STORY[0], STORY[1]))).verdict == "paywall"
    assert clean_article(a_raw_article(a_page(lock, *STORY, *STORY))).verdict == "story"
