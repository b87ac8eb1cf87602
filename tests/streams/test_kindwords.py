import re

import pytest

from streams.kindwords import BROKEN_OFF, LOCK, LOST, PAID, PAID_FIRST, PAID_OR_SLOT

HEADLINES = (
    "404 zile de la începutul războiului",
    "Pagina din istorie pe care nu o știe nimeni",
    "Article 5 has never been so close, says NATO chief",
    "Die Seite der Verlierer",
    "Not forgotten: the miners of Petrila",
    "Reklama pe care au văzut-o toți",
    "Publicitatea la jocuri de noroc, interzisă",
    "P. Ionescu: nu candidez",
    "Cum se citește mai mult într-o țară fără librării",
)


@pytest.mark.parametrize("words", [LOST, PAID, PAID_OR_SLOT, PAID_FIRST, BROKEN_OFF, LOCK])
@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_with_the_same_words_is_a_headline(
    headline: str, words: re.Pattern[str]
) -> None:
    assert not words.search(headline)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("words", [LOST, PAID, PAID_FIRST, BROKEN_OFF, LOCK])
@pytest.mark.parametrize("bad", ["page ", "the the ", "a", "(P", "to continue ", "... ", "… "])
def test_hostile_words_cost_little(words: re.Pattern[str], bad: str) -> None:
    words.search(bad * (2400 // len(bad)))
