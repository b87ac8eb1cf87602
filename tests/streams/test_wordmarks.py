"""What a word tells about itself and its neighbours."""

import pytest

from streams.wordmarks import capital, given, marks, shape


@pytest.mark.parametrize(
    ("word", "kind"),
    [("<S>", "B"), ("ONU", "U"), ("Ion", "C"), ("a", "l"), ("3", "d"), (".", "o"), ("I", "C")],
)
def test_the_kind_of_a_word_is_its_letters_size(word: str, kind: str) -> None:
    assert capital(word) == kind


def test_the_shape_of_a_word_is_its_runs() -> None:
    assert (shape("Al-Qa'im"), shape("G20")) == ("Xx-Xx'x", "Xd")


def test_a_word_gives_marks_to_itself_and_to_those_near() -> None:
    itself = marks("Ștefan", {"first": frozenset({"stefan"})})
    assert {"w=stefan", "s3=fan", "s5=tefan", "sh=Xx", "g=first"} <= set(itself)
    assert given(itself, 0) == itself
    assert given(itself, 1) == ["w=stefan", "p4=stef", "s2=an", "s3=fan", "sh=Xx", "g=first"]
    assert given(itself, 2) == ["w=stefan", "s3=fan", "g=first"]


def test_a_border_is_only_itself() -> None:
    assert [given(marks("<S>", {}), distance) for distance in range(3)] == [["w=<S>"]] * 3
