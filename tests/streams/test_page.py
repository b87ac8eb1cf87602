import gzip
import time

import pytest

from config.charsets import decoded
from streams.page import extracted, parsed_page, story_of
from tests.conftest import SHARED
from tests.streams.pages import STORY, TITLE, a_page

PATHOLOGICAL = SHARED / "data/security/pathological"
BUDGET = 5.0  # seconds of CPU for any page; the slowest takes a tenth of that


def test_the_story_is_kept_and_the_page_around_it_dropped() -> None:
    found = story_of(parsed_page(a_page()))
    assert found.how == "plain"
    assert tuple(part for part in found.paragraphs if part != TITLE) == STORY


def test_a_flash_of_one_sentence_is_found() -> None:
    flash = "Un cutremur cu magnitudinea 5,1 s-a produs joi dimineață în Vrancea."
    assert flash in story_of(parsed_page(a_page(flash))).paragraphs


def test_a_page_without_text_has_no_story() -> None:
    for markup in ("", "<p></p>", "<!-- -->", "<script>document.write('x')</script>", "\x00"):
        assert story_of(parsed_page(markup)).paragraphs == ()


def test_markup_without_any_element_gives_nothing() -> None:
    assert extracted("") == ()


def test_scripts_and_styles_are_no_text() -> None:
    text = " ".join(story_of(parsed_page(a_page())).paragraphs)
    assert "acceptă tot" not in text
    assert "color" not in text


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\ufffe", "\uffff", "&#xFFFE;", "&#3;", "\ud800"])
def test_characters_that_xml_forbids_do_no_harm(sign: str) -> None:
    found = story_of(parsed_page(a_page(f"{STORY[0]}{sign}", *STORY[1:])))
    assert found.paragraphs[-3:] == STORY[1:]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<p>destul de lung, dar prea des</p>" * 30_000, id="elements"),
        pytest.param("<p " + "a=1 " * 200_000 + ">x</p>" + "<p>text</p>", id="attributes"),
        pytest.param("<div>" * 100_000 + "<p>adânc</p>", id="depth"),
        pytest.param("<div>" * 500 + "<p>adânc, dar nu prea</p>" + "</div>" * 500, id="some depth"),
        pytest.param("<b><i><a>" * 100_000, id="misnested"),
        pytest.param("<table>" * 20_000, id="tables"),
        pytest.param("<select><option>" * 50_000, id="options"),
        pytest.param("&lt;" * 1_000_000, id="entities"),
        pytest.param("<!--" * 200_000, id="comments"),
        pytest.param("<svg><math>" * 20_000, id="foreign"),
    ],
)
def test_hostile_pages_end_in_time(markup: str) -> None:
    began = time.process_time()
    story_of(parsed_page(markup))
    assert time.process_time() - began < BUDGET


@pytest.mark.skipif(not PATHOLOGICAL.exists(), reason="no shared test data")
def test_known_pathological_pages_end_in_time() -> None:
    for file in sorted(PATHOLOGICAL.glob("html_*")):
        body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        began = time.process_time()
        story_of(parsed_page(decoded(body[: 4 << 20])))
        assert time.process_time() - began < BUDGET, file.name


def test_a_story_in_several_boxes_alike_comes_whole() -> None:
    boxes = "".join(f'<div class="part"><p>{part}</p><p>{part}</p></div><hr>' for part in STORY)
    found = story_of(parsed_page(a_page().replace("<article>", f"<div>{boxes}</div><article>")))
    assert [part for part in STORY if part not in found.paragraphs] == []


def test_a_scattered_story_is_read_from_the_part_around_it() -> None:
    scattered = "".join(f"<section><div><p>{part}</p></div></section>" for part in STORY)
    page = f"<html><body><div id=x>Ziarul</div><div id=y>{scattered}</div></body></html>"
    found = story_of(parsed_page(page))
    assert found.paragraphs == STORY
