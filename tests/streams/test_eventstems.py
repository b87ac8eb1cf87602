import pytest

from streams.eventstems import stem_of_word


@pytest.mark.parametrize(
    "words",
    [
        "dobanda dobanzi dobanzii",
        "scoala scoli scolile",
        "primar primarul primarului edil",
        "clujean clujeni clujeanca",
        "cutremur cutremurul seism seismului",
        "accident accidentul accidentului coliziune",
        "vot votul",
    ],
)
def test_forms_of_a_word_and_what_news_says_for_it_have_one_stem(words: str) -> None:
    assert len({stem_of_word(word) for word in words.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("senat", "guvern"), ("iasi", "arad"), ("fed", "bce")])
def test_other_words_have_other_stems(one: str, other: str) -> None:
    assert stem_of_word(one) != stem_of_word(other)


def test_a_stem_is_short() -> None:
    assert stem_of_word("transfrontalier") == stem_of_word("transfrontaliere")
