"""Pages beyond what is read of them end as pages: with a text, linear and in time."""

import pytest

from streams.caps import DEPTH, ELEMENTS, is_beyond
from streams.page import extracted, parsed_page, story_of

STORY = "<p>Podul de la Brăila a fost deschis duminică, după patru ani de lucrări și amânări.</p>"
MANY = 10_000


def beyond(markup: str) -> bool:
    root = parsed_page(markup).root
    return root is not None and is_beyond(root)


@pytest.mark.parametrize("part", ["<div>", "<span>", "<b>", "<table><tr><td>", "<ul><li>"])
def test_what_stands_too_deep_never_reaches_a_reader_that_minds(part: str) -> None:
    assert beyond(part * MANY + STORY)
    found = story_of(parsed_page(part * MANY + STORY))
    assert found.how in ("linear", "none")
    assert story_of(parsed_page(STORY + part * MANY)).how in ("linear", "none")


def test_a_story_in_tables_too_deep_is_read_by_the_linear_reader() -> None:
    deep = parsed_page("<table><tr><td>" * MANY + STORY)
    assert len(story_of(deep).paragraphs) == 1


def test_depth_is_told_wherever_it_stands() -> None:
    flat = "<p>x</p>" * 3000
    for depth, too_deep in ((DEPTH // 2, False), (DEPTH - 5, False), (DEPTH + 5, True)):
        deep = f"{'<div>' * depth}x{'</div>' * depth}"
        for markup in (deep, deep + flat, flat + deep, flat + deep + flat):
            assert beyond(markup) == too_deep


def test_elements_are_counted() -> None:
    assert beyond("<p>x</p>" * (ELEMENTS + 1))
    assert not beyond("<p>x</p>" * (ELEMENTS - 10))


@pytest.mark.parametrize("width", ["9", "9999", "99999999999", "-400"])
def test_no_cell_is_wider_than_its_text(width: str) -> None:
    rows = f"<tr><td colspan='{width}' rowspan='{width}'>Brăila</td><td>Galați</td></tr>" * 300
    text = "\n".join(extracted(f"<html><body><article>{STORY}<table>{rows}</table></article>"))
    assert text.count("Galați") == 300
    assert len(text) < 2 * len(rows)
