"""Sentences and their words."""

from streams.sentences import quiet, sentences


def split(text: str, most: int = 100) -> list[list[str]]:
    return [[letters for letters, _, _ in part] for part in sentences(text, 0, most)]


def test_a_sentence_ends_with_a_full_stop_or_a_line() -> None:
    assert split('A venit. „Da.” Apoi 3.5 km\nTitlu') == [
        ["A", "venit", "."], ["„", "Da", ".", "”"], ["Apoi", "3.5", "km"], ["Titlu"],
    ]  # fmt: skip


def test_abbreviations_and_compounds_are_words() -> None:
    assert split("S.U.A. și Al-Qa'im, dl. ministru") == [
        ["S.U.A.", "și", "Al-Qa'im", ",", "dl", ".", "ministru"]
    ]


def test_words_know_their_place_and_are_bounded() -> None:
    text = "unu doi trei"
    [words] = sentences(text, 4, 2)
    assert [text[start:end] for _, start, end in words] == ["doi", "trei"]


def test_shouted_sentences_are_quietened_and_acronyms_are_not() -> None:
    [shouted] = sentences("PREMIERUL ION POP A PLECAT", 0, 99)
    assert quiet(shouted, {"premierul", "a", "plecat"}) == [
        "premierul",
        "Ion",
        "Pop",
        "a",
        "plecat",
    ]
    [calm] = sentences("PSD, PNL, USR, UDMR și AUR negociază bugetul cu miniștrii", 0, 99)
    assert quiet(calm, set())[0] == "PSD"
