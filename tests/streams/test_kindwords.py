import re

import pytest

from streams.kindwords import (
    BROKEN_OFF,
    LOCK,
    LOST,
    PAID,
    PAID_FIRST,
    PAID_OR_SLOT,
    is_lock,
    is_lost,
)

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
    assert not words.search(headline.lower())


@pytest.mark.timeout(20)
@pytest.mark.parametrize("words", [LOST, PAID, PAID_FIRST, BROKEN_OFF, LOCK])
@pytest.mark.parametrize("bad", ["page ", "the the ", "a", "(P", "to continue ", "... ", "… "])
def test_hostile_words_cost_little(words: re.Pattern[str], bad: str) -> None:
    words.search(bad * (2400 // len(bad)))


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, we couldn’t find that page.",
        "Îmi pare rău, conținutul a fost șters sau mutat.",
        "Désolé, nous ne trouvons pas la page que vous cherchez.",
        "Przepraszamy, szukana strona nie została znaleziona.",
        "Η σελίδα που ζητήσατε δεν υπάρχει.",
        "お探しのページは見つかりません。",
    ],
)
def test_a_regret_is_known_by_what_was_sought_and_is_not_there(text: str) -> None:
    assert is_lost(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mit F+ weiterlesen. Jetzt testen",
        "Wilt u dit artikel lezen? Word nu abonnee",
        "Questo articolo è riservato agli abbonati",
        "Pozostało 80% artykułu. Wykup subskrypcję",
        "You have 0 free articles remaining this month.",
    ],
)
def test_a_lock_is_known_by_who_may_read_what(text: str) -> None:
    assert is_lock(text)


@pytest.mark.parametrize(
    "text",
    [
        "Abonează-te la newsletter și citește știrile dimineții",
        "Subscribe to our YouTube channel to read more",
        "Compania are trei milioane de abonați.",
        "購読",
    ],
)
def test_what_may_be_had_for_nothing_is_no_lock(text: str) -> None:
    assert not is_lock(text)
