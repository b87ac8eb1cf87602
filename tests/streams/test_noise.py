import pytest
import turbohtml

from streams.noise import without_noise, without_pointers

SENTENCE = '<p>Podul se deschide duminică, a spus <a href="/p">primarul</a> orașului.</p>'


def left(html: str) -> str:
    return " ".join(without_pointers(without_noise(turbohtml.parse(html))).text.split())


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("<nav>Acasă Sport</nav>", id="navigation"),
        pytest.param("<figure><img src=x><figcaption>Podul</figcaption></figure>", id="caption"),
        pytest.param('<div class="comment-list"><p>Primul!</p></div>', id="comments"),
        pytest.param('<p><a href="/x">Citește și: Bacul se oprește</a></p>', id="pointer"),
        pytest.param('<ul><li><a href="/a">Una</a></li><li><a href="/b">Alta.</a></li></ul>',
                     id="list of links"),
        pytest.param('<h3>Vezi <a href="/x">toate știrile despre pod</a></h3>', id="heading"),
    ],
)  # fmt: skip
def test_what_is_no_part_of_a_story_goes(around: str) -> None:
    assert left(around + SENTENCE) == "Podul se deschide duminică, a spus primarul orașului."


@pytest.mark.parametrize(
    "part",
    [
        pytest.param('<p><a href="/x">Podul se deschide duminică.</a></p>', id="a sentence"),
        pytest.param("<ul><li>Una</li><li>Alta</li></ul>", id="a list"),
        pytest.param(
            "<figure><table><tr><td>7000 de mașini</td></tr></table></figure>", id="table"
        ),
        pytest.param('<div class="related-story"><p>Podul</p></div>', id="words within classes"),
    ],
)
def test_what_may_be_the_story_stays(part: str) -> None:
    assert left(part) != ""
