"""Letters in brackets and the words they stand for."""

import pytest

from streams.acronyms import acronyms, repeats


@pytest.mark.parametrize(
    ("text", "letters", "long"),
    [
        ("grupării Stat Islamic (SI) în Irak", "SI", "Stat Islamic"),
        (
            "Organizația pentru Securitate și Cooperare în Europa (OSCE)",
            "OSCE",
            "Organizația pentru Securitate și Cooperare în Europa",
        ),
        ("the World Health Organization (WHO) said", "WHO", "World Health Organization"),
        ("la Administrația Națională de Meteorologie (ANM)", "ANM",
         "Administrația Națională de Meteorologie"),
    ],
)  # fmt: skip
def test_finds_what_an_acronym_stands_for(text: str, letters: str, long: str) -> None:
    [found] = acronyms(text)
    assert (found.letters, text[found.start : found.end]) == (letters, long)


@pytest.mark.parametrize(
    "text", ["orașul mare (SI)", "Stat Islamic (vezi mai jos)", "(SI)", "Ion Pop (PSD)"]
)
def test_other_brackets_stand_for_nothing(text: str) -> None:
    assert list(acronyms(text)) == []


def test_an_acronym_is_found_again_as_a_word_of_its_own() -> None:
    text = "SI, anti-SI, SIMPLU, SI."
    assert [text[start:end] for start, end in repeats("SI", text)] == ["SI", "SI", "SI"]
