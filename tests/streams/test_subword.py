"""A small model's vote, and the words it votes by."""

from pathlib import Path

import numpy as np
import pytest

from streams.knowledge import MODELS
from streams.letters import page
from streams.subword import KEPT, NO_VOTE, Subword, load_subword, pieces

SENTENCES = [
    ("ro", "Echipa a câștigat meciul de tenis de la turneul olimpic.", "15000000"),
    ("en", "The virus infects patients in hospitals and causes fever.", "07000000"),
    (
        "hu",
        "A választásokon a kormány elveszítette a parlamenti többséget, mondta a miniszter.",
        "11000000",
    ),
    ("uk", "Вчені виявили нову планету за допомогою нового потужного телескопа.", "13000000"),
]


@pytest.fixture(scope="module")
def model() -> Subword:
    return load_subword(MODELS / "topics.npz")


@pytest.mark.parametrize(("language", "text", "code"), SENTENCES)
def test_knows_what_a_sentence_is_about(
    model: Subword, language: str, text: str, code: str
) -> None:
    margins = model.vote(page("", text, language)).margins
    assert max(margins, key=lambda topic: margins[topic]) == code


def test_the_same_text_gets_the_same_vote_whatever_was_read_before(model: Subword) -> None:
    made = [page("", text, language) for language, text, _ in SENTENCES]
    warm = [model.vote(one).margins for one in [*reversed(made), *made]][len(made) :]
    cold = [load_subword(MODELS / "topics.npz").vote(one).margins for one in made]
    assert warm == cold


def test_says_which_words_speak_for_a_topic(model: Subword) -> None:
    vote = model.vote(page("", SENTENCES[0][1], "ro"))
    words = vote.best_words("15000000")
    assert "meciul" in dict(words)
    assert [share for _, share in words] == sorted((s for _, s in words), reverse=True)
    assert vote.best_words("17000000") == []


def test_has_no_opinion_of_a_page_with_next_to_no_words(model: Subword) -> None:
    assert model.vote(page("", "2026 … câteva vorbe", "ro")) is NO_VOTE


def test_forgets_words_before_it_keeps_too_many() -> None:
    small = Subword(
        ["15000000"], np.ones((8, 1), np.float32), np.ones(8, np.float32), np.zeros(1, np.float32)
    )
    first = small.vote(page("", "opt vorbe puține dar toate altele una și una", "ro")).margins
    for start in range(0, KEPT + 600, 300):
        small.vote(page("", " ".join(f"w{n}x" for n in range(start, start + 300)), "ro"))
    assert (
        small.vote(page("", "opt vorbe puține dar toate altele una și una", "ro")).margins == first
    )


def test_a_short_word_is_one_piece_and_a_long_one_many() -> None:
    assert len(pieces("nu", 0xFFFF)) == 1
    assert len(pieces("campionatul", 0xFFFFFFFF)) == 10


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "topics.npz").write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"pickle|allow"):
        load_subword(tmp_path / "topics.npz")
