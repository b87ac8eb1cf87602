import pytest

from streams.page import bared, parsed_page, story_of
from streams.template import Template, read_by, template_of
from tests.streams.pages import STORY, a_page

LEARNT = Template(part="article", told=("p",), untold=("h1",))


def learnt(markup: str) -> Template | None:
    story = story_of(parsed_page(markup)).paragraphs
    document = parsed_page(markup)
    bared(document)
    return template_of(document, story)


def read(template: Template, markup: str) -> tuple[str, ...] | None:
    document = parsed_page(markup)
    bared(document)
    return read_by(template, document)


def boxed(*paragraphs: str, name: str = "text") -> str:
    body = "".join(f"<p>{part}</p>" for part in paragraphs)
    return a_page().replace("<article>", f'<article><div class="{name}">{body}</div>')


def other(words: str = "altă știre") -> tuple[str, ...]:
    return tuple(f"{part} Aceasta e {words}." for part in STORY)


def test_one_page_teaches_how_to_read_another() -> None:
    template = learnt(a_page())
    assert template is not None
    assert (template.part, template.told) == ("article", ("p",))
    assert read(template, a_page(*other())) == other()


def test_lines_within_a_paragraph_are_paragraphs() -> None:
    template = learnt(a_page())
    assert template is not None
    page = a_page(f"{other()[0]}<br>{other()[1]}", *other()[2:])
    assert read(template, page) == other()


def test_names_with_numbers_are_of_one_page_only() -> None:
    template = learnt(a_page().replace("<article>", '<article id="post-4711" class="p4711">'))
    assert template is not None
    assert template.part == "article"


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(a_page(STORY[0]), id="a flash"),
        pytest.param(a_page("<br>".join(STORY * 3)).replace("p>", "span>"), id="no paragraphs"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_page_may_teach_nothing(markup: str) -> None:
    assert learnt(markup) is None


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(a_page(*other()).replace("article>", "section>"), id="no such part"),
        pytest.param(a_page(*other()) + a_page(*other("alta")), id="two such parts"),
        pytest.param(
            a_page(*other()).replace("<p>", "<h4>").replace("</p>", "</h4>"), id="strange"
        ),
        pytest.param(a_page(STORY[0]), id="too short"),
        pytest.param(
            a_page(*other()).replace("</main>", "".join(f"<p>{p}</p>" for p in STORY * 3)),
            id="most of the prose stands elsewhere",
        ),
    ],
)
def test_a_page_that_does_not_fit_is_not_read(markup: str) -> None:
    assert read(LEARNT, markup) is None
