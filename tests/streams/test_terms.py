"""How editors write what to look for, and what is refused."""

import pytest

from streams.terms import BadTerm, Word, name, term, terms


def test_a_plain_word_stands_for_its_stem() -> None:
    alegeri = term("alegeri", "ro")
    assert alegeri.words[0].how == "stem"
    assert alegeri.words[0].fits("alegerile", "ro")
    assert not alegeri.words[0].fits("alergare", "ro")


def test_a_word_of_which_too_little_is_left_stands_for_itself() -> None:
    assert term("modă", "ro").words == (Word("exact", "moda"),)


def test_a_star_stands_for_any_ending() -> None:
    [word] = term("bombard*", "ro").words
    assert word == Word("prefix", "bombard")
    assert word.fits("bombardamentele", "ro")
    assert not word.fits("bomba", "ro")


def test_a_word_in_capitals_is_looked_for_in_capitals() -> None:
    nato = term("NATO", "ro")
    assert nato.capitals
    assert nato.words == (Word("exact", "nato"),)


def test_a_phrase_is_its_words_in_order() -> None:
    found = term("cod portocaliu*^3", "ro")
    assert [word.how for word in found.words] == ["stem", "prefix"]
    assert found.weight == 3
    assert found.text == "cod portocaliu*"


def test_a_hyphen_parts_words() -> None:
    assert term("sud-african*", "ro").words == (Word("exact", "sud"), Word("prefix", "african"))


def test_a_block_is_parted_by_commas_and_line_ends() -> None:
    assert [one.text for one in terms("război*^3,\n armata,\nlovitură de stat^2", "ro")] == [
        "război*",
        "armata",
        "lovitură de stat",
    ]


def test_every_match_begins_with_the_key() -> None:
    for written in ("alegeri", "forțe armate", "bombard*", "NATO", "medicul"):
        one = term(written, "ro")
        assert f" {one.words[0].letters} ".startswith(one.key[: len(one.words[0].letters)])


def test_a_language_without_a_stemmer_takes_words_as_they_are() -> None:
    assert term("wojna", "pl").words == (Word("stem", "wojna"),)
    assert term("wojna", "pl").words[0].fits("wojna", "pl")


def test_a_name_is_looked_for_letter_by_letter() -> None:
    assert name("Costa d'Avorio").key == " costa d avorio "
    assert name("S.U.A.").capitals


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("război^x", "not a number"),
        ("război^9", "not between"),
        ("război^0", "not between"),
        ("ar*", "at least 3 letters"),
        ("*", "is no term"),
        ("^3", "is no term"),
        ("război^", "is no term"),
    ],
)
def test_refuses_what_cannot_be_looked_for(written: str, why: str) -> None:
    with pytest.raises(BadTerm, match=why):
        term(written, "ro")


def test_refuses_a_name_without_letters() -> None:
    with pytest.raises(BadTerm, match="no name"):
        name("…")
