"""What a word tells about itself and its neighbours."""

import pytest

from streams.wordmarks import capital, marks, shape


@pytest.mark.parametrize(
    ("word", "kind"),
    [("<S>", "B"), ("ONU", "U"), ("Ion", "C"), ("a", "l"), ("3", "d"), (".", "o"), ("I", "C")],
)
def test_the_kind_of_a_word_is_its_letters_size(word: str, kind: str) -> None:
    assert capital(word) == kind


def test_the_shape_of_a_word_is_its_runs() -> None:
    assert (shape("Al-Qa'im"), shape("G20")) == ("Xx-Xx'x", "Xd")


def test_a_word_gives_marks_to_itself_and_to_those_near() -> None:
    itself, near, far = marks("Ștefan", {"first": frozenset({"stefan"})})
    assert {"w=stefan", "s3=fan", "sh=Xx", "g=first"} <= set(itself)
    assert "g=first" in near
    assert far == ["w=stefan", "s3=fan", "g=first"]


def test_a_border_is_only_itself() -> None:
    assert marks("<S>", {}) == (["w=<S>"],) * 3
