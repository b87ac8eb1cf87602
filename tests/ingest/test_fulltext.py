import pytest

from ingest.fulltext import is_full

LONG = "<p>" + "Guvernul a hotărât că drumul se închide. " * 40 + "</p>"


@pytest.mark.parametrize(
    ("html", "full"),
    [
        pytest.param(LONG, True, id="whole"),
        pytest.param(LONG.replace("<", "&lt;").replace(">", "&gt;"), True, id="escaped twice"),
        pytest.param(
            LONG + "<p>The post <a>T</a> appeared first on <a>Ziar</a>.</p>", True, id="signed"
        ),
        pytest.param("<p>Pe scurt.</p>", False, id="short"),
        pytest.param('<img alt="' + "x" * 2000 + '">', False, id="markup only"),
        pytest.param(LONG + " […]", False, id="ellipsis"),
        pytest.param(LONG + " [&#8230;]", False, id="ellipsis, escaped"),
        pytest.param(LONG + " ...", False, id="dots"),
        pytest.param(LONG + "<a>Read more</a>", False, id="english"),
        pytest.param(LONG + "<a>Citește mai mult »</a>", False, id="romanian"),
        pytest.param(
            LONG + "[…]<p>Articolul T apare prima dată în Ziar.</p>", False, id="broken off, signed"
        ),
    ],
)
def test_a_text_that_is_long_and_does_not_break_off_is_the_story(html: str, full: bool) -> None:
    assert is_full(html) is full


@pytest.mark.parametrize("bait", ["<", "the post ", "...", "&amp;", "continue reading ", "<p"])
def test_hostile_texts_take_no_longer_than_others(bait: str) -> None:
    assert is_full(bait * 100_000) in {True, False}
