from datetime import UTC, datetime

from deploy.newsroom.articles import changed, correction_of, first_told, put_right, without_accents
from deploy.newsroom.stories import Correction, Story, Wording, outlets

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
STORY = Story(slug="s", outlet="gazeta", section="", author="A", headline="T", text="x")
ARTICLE = first_told(STORY, Wording("T", ("Nouă", "Doi")), outlets()["gazeta"], "/r/s.html", NOW)


def test_a_shortened_reprint_loses_its_end_and_a_plain_one_its_accents() -> None:
    assert changed(("a", "b", "c", "d", "e"), "shorter") == ("a", "b", "c")
    assert changed(("Știre",), "plain") == ("Stire",)
    assert changed(("Știre",), "headline") == ("Știre",)
    assert without_accents("ÂȘȚĂÎ âșțăî ü") == "ASTAI astai u"


def test_a_corrected_article_keeps_its_address_and_says_what_was_wrong() -> None:
    note = Correction(
        of="s", outlet="gazeta", headline="C", note="Erată.", was="Nouă", becomes="Opt"
    )
    right = put_right(ARTICLE, note, NOW)
    assert (right.path, right.version) == (ARTICLE.path, 2)
    assert right.paragraphs == ("Opt", "Doi", "Erată.")


def test_a_correction_that_nobody_planned_is_in_the_papers_language() -> None:
    assert correction_of(ARTICLE).headline == "Corectare: T"
