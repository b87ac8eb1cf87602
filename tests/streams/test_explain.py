from streams.explain import explained
from tests.streams.pages import STORY, a_page, a_raw_article

ASIDE = "Abonează-te la buletinul nostru de dimineață și afli ce s-a întâmplat peste noapte."


def test_it_is_said_what_was_kept_and_dropped_and_why() -> None:
    page = a_page().replace("</aside>", f"<p>{ASIDE}</p></aside>")
    found = explained(a_raw_article(page))
    assert found.kept == STORY
    assert ASIDE in found.dropped
    assert not set(found.dropped) & set(STORY)
    assert found.why.startswith("story: ")
    assert set(found.milliseconds) == {"decode", "parse", "extract", "whole"}
