"""A plain text has every letter in its place."""

import pytest

from streams.letters import page, plain, spelling, words

SPELLINGS = ["știință", "ştiinţă", "STIINTA", "Ştiință"]


@pytest.mark.parametrize("written", SPELLINGS)
def test_all_spellings_of_a_word_become_one(written: str) -> None:
    assert plain(written) == " stiinta "


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "Großbritannien, «Œuvre» İstanbul Łódź",
        "Москва — Київ",
        "تونس",
        "한국",
        "🙂 e\u0301",
        "Dz\u01c5",
    ],
)
def test_a_plain_text_is_as_long_as_the_text_and_two_spaces(text: str) -> None:
    assert len(plain(text)) == len(text) + 2


def test_whatever_is_no_letter_and_no_digit_becomes_blank() -> None:
    assert plain("S.U.A., al-Qa'im_7") == " s u a   al qa im 7 "


def test_headline_and_body_are_too_far_apart_for_a_phrase() -> None:
    made = page("Forțele", "armate", "ro-RO")
    assert made.plain == " fortele  armate "
    assert made.text[made.body_at :] == "armate"
    assert made.language == "ro"


def test_notices_whether_a_text_is_written_with_diacritics() -> None:
    assert page("", "Și apoi am plecat în țară", "ro").is_marked
    assert not page("", "Si apoi am plecat in tara", "ro").is_marked


def test_one_spelling_for_two_encodings_of_a_letter() -> None:
    assert spelling("ROMÂNEŞTI") == spelling("românești")


def test_words_are_plain_ones() -> None:
    assert words("Sud-Africană!") == ["sud", "africana"]
