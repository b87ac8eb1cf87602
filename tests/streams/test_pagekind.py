from collections import Counter

import pytest

from config.records import Verdict
from streams.facts import Facts
from streams.pagekind import Seen, verdict_of
from tests.benchmarks.verdictpages import KINDS, made_pages
from tests.benchmarks.verdicts import MUST, f1, said_of
from tests.streams.pages import TEXT, TITLE, URL


def seen(text: str = TEXT, title: str = TITLE, facts: Facts | None = None, status: int = 200,
         answered: str = URL) -> Seen:  # fmt: skip
    return Seen(title, text, facts or Facts(), status, URL, answered)


VIDEO, WEBSITE, PAID = Facts(kind="video.other"), Facts(kind="website"), Facts(is_free=False)


@pytest.mark.parametrize(
    ("page", "verdict"),
    [
        pytest.param(seen(), "story", id="story"),
        pytest.param(seen("Flash: cutremur de 5 grade."), "story", id="flash"),
        pytest.param(seen(status=410), "error", id="gone"),
        pytest.param(seen("Ne pare rău.", "Pagina nu a fost găsită"), "error", id="soft 404 ro"),
        pytest.param(seen("Sorry.", "404 - Page not found"), "error", id="soft 404 en"),
        pytest.param(seen("Leider.", "Seite nicht gefunden"), "error", id="soft 404 de"),
        pytest.param(seen("Désolé.", "Page introuvable"), "error", id="soft 404 fr"),
        pytest.param(seen("x", "Just a moment..."), "error", id="challenge"),
        pytest.param(seen("Au trecut.", "404 zile de la invazie"), "story", id="404 days"),
        pytest.param(seen("x", "500"), "error", id="a number"),
        pytest.param(
            seen("We use cookies. Consent to our privacy policy.", "Before you continue"),
            "consent", id="consent",
        ),
        pytest.param(
            seen("Wir verwenden Cookies. Datenschutz. Bitte zustimmen.", "Zustimmung"),
            "consent", id="consent de",
        ),
        pytest.param(seen("Legea despre cookie a fost votată. " * 60), "story", id="about cookies"),
        pytest.param(seen("Priviți.", facts=VIDEO), "video", id="video"),
        pytest.param(seen(facts=VIDEO), "story", id="video with a story"),
        pytest.param(seen(title="(P) Cele mai bune saltele"), "advert", id="advert"),
        pytest.param(seen(facts=WEBSITE, answered="https://ziar.example/"), "index", id="home"),
        pytest.param(seen(answered="https://ziar.example/"), "index", id="sent home"),
        pytest.param(
            seen(facts=Facts(canonical="https://ziar.example/")), "index", id="says it is home"
        ),
        pytest.param(
            seen(facts=Facts(canonical="https://ziar.example/", kind="NewsArticle")),
            "story", id="an article that says it is home",
        ),
        pytest.param(seen("Titlu de știre\n\n" * 9, facts=WEBSITE), "index", id="section"),
        pytest.param(seen(facts=WEBSITE), "story", id="a website's story"),
        pytest.param(seen(""), "empty", id="empty"),
        pytest.param(seen(TEXT[:300], facts=PAID), "paywall", id="not free"),
        pytest.param(seen(TEXT[:300] + " Subscribe to continue."), "paywall", id="asks"),
        pytest.param(seen(TEXT * 5, facts=PAID), "story", id="not free, but whole"),
        pytest.param(seen(TEXT[:200] + "…"), "teaser", id="breaks off"),
        pytest.param(seen(TEXT[:200] + " Citește mai mult »"), "teaser", id="read more"),
    ],
)  # fmt: skip
def test_a_page_is_what_it_is(page: Seen, verdict: Verdict) -> None:
    assert verdict_of(page) == verdict


def test_a_story_may_live_at_the_root_of_its_own_site() -> None:
    root = "https://podul-de-la-braila.example/"
    assert verdict_of(Seen(TITLE, TEXT, Facts(), 200, root, root)) == "story"
    assert verdict_of(Seen(TITLE, TEXT, WEBSITE, 200, root, root)) == "index"


def test_pages_in_twelve_languages_are_what_they_were_labelled() -> None:
    pages = [page for page in made_pages() if page.half == "unseen"]
    pairs = Counter((page.verdict, said_of(page)) for page in pages)
    for verdict in KINDS:
        score, _ = f1(pairs, verdict)
        assert score >= MUST, (verdict, pairs)
