import pytest

from streams.lead import described, with_lead
from streams.page import parsed_page, story_of
from tests.streams.pages import STORY, a_page

LEAD = (
    "După patru ani de lucrări și două amânări, podul suspendat de la Brăila va fi deschis "
    "duminică la prânz, a anunțat compania de drumuri."
)
TOLD = f'<meta property="og:description" content="{LEAD[:110]}...">'


def paragraphs(shown: str, head: str = TOLD) -> tuple[str, ...]:
    page = a_page(head=head).replace("<main>", f"{shown}<main>")
    return story_of(parsed_page(page)).paragraphs


def test_a_lead_outside_of_the_story_is_brought_in() -> None:
    assert paragraphs(f"<div class=x><h2>{LEAD}</h2></div>") == (LEAD, *STORY)


@pytest.mark.parametrize(
    ("shown", "head"),
    [
        pytest.param("", TOLD, id="only told to machines"),
        pytest.param(f"<h2>{LEAD}</h2>", "", id="not told to anybody"),
        pytest.param("<h2>Un subtitlu</h2>", TOLD, id="something else"),
        pytest.param(f"<h2>{LEAD.rstrip('.')}</h2>", TOLD, id="no sentence"),
    ],
)
def test_what_is_no_lead_is_left_out(shown: str, head: str) -> None:
    assert LEAD[:40] not in " ".join(paragraphs(shown, head))


def test_a_lead_that_the_story_holds_does_not_come_twice() -> None:
    document = parsed_page(f"{TOLD}<p>{LEAD}</p>")
    told = (f"BRĂILA — {LEAD}", STORY[1])
    assert with_lead(told, document, described(document)) == told
