from streams.explain import explained
from tests.streams.pages import STORY, a_page, a_raw_article

ASIDE = "Abonează-te la buletinul nostru de dimineață și afli ce s-a întâmplat peste noapte."


def test_it_is_said_what_was_kept_and_dropped_and_why() -> None:
    page = a_page().replace("</aside>", f"<p>{ASIDE}</p></aside>")
    found = explained(a_raw_article(page))
    assert found.kept == STORY
    dropped = {one.text: one.why for one in found.dropped}
    assert dropped[ASIDE] in ("beside the story", "other stories")
    assert not set(dropped) & set(STORY)
    assert found.why.startswith("story: ")
    assert set(found.milliseconds) == {"decode", "parse", "facts", "extract", "whole"}


def test_a_page_without_a_body_is_explained_too() -> None:
    found = explained(a_raw_article())
    assert (found.kept, found.dropped) == ((), ())
    assert found.why.startswith("empty: ")


def test_what_a_page_says_of_itself_is_told_with_its_source() -> None:
    head = (
        '<meta property="article:published_time" content="2026-11-22T08:00:00+02:00">'
        '<meta name="robots" content="noai"><meta property="article:section" content="Externe">'
    )
    found = explained(a_raw_article(a_page(head=head)))
    assert found.dates == ("2026-11-22T06:00:00+00:00 meta",)
    assert (found.section, found.rights) == ("Externe", {"ai": "noai", "from": "meta"})
