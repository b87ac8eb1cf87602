import pytest

from streams.feedtext import feed_paragraphs, is_usable, is_whole, plain_title
from tests.streams.pages import STORY, TEXT, TITLE

HTML = "".join(f"<p>{part}</p>" for part in STORY)


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        pytest.param(HTML, STORY, id="html"),
        pytest.param(HTML.replace("<", "&lt;").replace(">", "&gt;"), STORY, id="escaped twice"),
        pytest.param("doi + doi &lt; cinci &amp; gata", ("doi + doi < cinci & gata",), id="signs"),
        pytest.param("unu<br>doi<br/><br/>trei", ("unu", "doi", "trei"), id="breaks"),
        pytest.param(HTML + "<p>The post X appeared first on Ziarul.</p>", STORY, id="tail"),
        pytest.param(HTML + "<script>x</script><img alt='poza' src=x>", STORY, id="noise"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_the_feeds_text_is_told_in_paragraphs(html: str, paragraphs: tuple[str, ...]) -> None:
    assert feed_paragraphs(html) == paragraphs


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Forțele <b>irakiene</b>\n au intrat", "Forțele irakiene au intrat"),
        ("Marks &amp;amp; Spencer", "Marks & Spencer"),
        ("&lt;i&gt;Titlu&lt;/i&gt;", "Titlu"),
        ("2 < 3 și 5 > 4", "2 < 3 și 5 > 4"),
        ("<script>alert(1)</script>Știre", "alert(1)Știre"),
    ],
)
def test_a_headline_is_one_line_without_markup(title: str, line: str) -> None:
    assert plain_title(title) == line


def test_a_feeds_text_is_whole_when_it_is_long_and_does_not_break_off() -> None:
    assert is_whole(TEXT)
    assert not is_whole(TEXT + " […]")
    assert not is_whole(STORY[0])


def test_a_text_that_repeats_the_title_is_of_no_use() -> None:
    assert not is_usable(TITLE, TITLE)
    assert not is_usable("Foto", TITLE)
    assert is_usable(STORY[0], TITLE)


def test_hostile_html_ends() -> None:
    assert feed_paragraphs("<div>" * 50_000 + "adânc") is not None
    assert feed_paragraphs("&lt;p&gt;" * 50_000) is not None
