"""What a word is to its neighbours."""

import pytest

from streams.wordsorts import SORTS, sort

LISTS = {
    name: frozenset(words.split())
    for name, words in {
        "common": "casa un viorel", "first": "viorel ana medina", "last": "ionescu carei",
        "place": "medina carei cluj casa", "ctry": "franta",
    }.items()
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("<S>", "B"), ("</S>", "E"), ("ONU", "U"), ("UN", "Z"), ("3", "d"), ("W", "I"),
        ("Franța", "Y"), ("Viorel", "H"), ("Casa", "J"), ("Un", "K"), ("Medina", "A"), ("Ana", "F"),
        ("Carei", "W"), ("Cluj", "P"), ("Ionescu", "S"), ("Qwerty", "N"),
        ("al", "g"), ("din", "p"), ("și", "q"), ("casa", "l"),
        ("„", "("), ("”", '"'), (";", ","), ("–", "-"), ("§", "o"),
    ],
)  # fmt: skip
def test_a_word_is_told_by_its_letters_and_the_lists_it_stands_in(word: str, kind: str) -> None:
    assert sort(word, LISTS) == kind
    assert kind in SORTS
