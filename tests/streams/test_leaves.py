import pytest
import turbohtml

from streams.leaves import plain_story
from tests.streams.pages import STORY

BODY = "".join(f"<p>{part}</p>" for part in STORY)


def read(inner: str) -> tuple[str, ...] | None:
    part = turbohtml.parse(f"<article>{inner}</article>").select_one("article")
    assert part is not None
    return plain_story(part)


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param(BODY, id="nothing else"),
        pytest.param(f"<h1>Podul</h1>{BODY}", id="its headline"),
        pytest.param(f'{BODY}<div class="social-share">Pe Facebook</div>', id="a box beside it"),
        pytest.param(f'<div class="article-more-info">{BODY}</div>', id="a name like a box's"),
        pytest.param(f"{BODY}<h3>Mai multe</h3>", id="a title of nothing"),
        pytest.param("<p>" + "<br>".join(STORY) + "</p>", id="lines in one paragraph"),
    ],
)
def test_plain_paragraphs_are_the_story(inner: str) -> None:
    assert read(inner) == STORY


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param(BODY + f"<div>{STORY[0]}</div>", id="text outside of paragraphs"),
        pytest.param(BODY + f"<ul><li>{STORY[0]}</li><li>{STORY[1]}</li></ul>", id="a list"),
        pytest.param("", id="nothing"),
    ],
)
def test_all_else_is_read_with_care(inner: str) -> None:
    assert read(inner) is None
