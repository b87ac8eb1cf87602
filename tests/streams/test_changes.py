import pytest

from streams.changes import names_in, names_mark


def test_a_capital_inside_a_sentence_makes_a_name() -> None:
    text = "Premierul Ilie Bolojan a fost la Iași. Acolo, „Marea” l-a primit.\n\nApoi a plecat."
    assert names_in(text) == {"Ilie", "Bolojan", "Iași"}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("A venit Ion Pop la Cluj.", "La Cluj a venit Ion Pop.", True),
        ("A venit Ion Pop la Iași.", "A venit Ion Pop la Iaşi.", True),
        ("A venit Ion Pop.", "A venit Ion Popa.", False),
        ("A venit Ion Pop.", "A venit Ion Pop de la PNL.", False),
    ],
)
def test_the_mark_is_that_of_the_set_of_names(before: str, after: str, same: bool) -> None:
    assert (names_mark(before, "ro") == names_mark(after, "ro")) is same


@pytest.mark.parametrize(("text", "language"), [("Der Kanzler kam nach Bonn.", "de-AT"), ("a", "")])
def test_where_names_cannot_be_told_there_is_no_mark(text: str, language: str) -> None:
    assert names_mark(text, language) == ""
