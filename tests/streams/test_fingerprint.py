"""What counts as the same text, and what does not."""

import pytest

from streams.fingerprint import fingerprint, fold, numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Știri și țări", "STIRI SI TARI"),
        ("ştiri cu sedilă", "știri cu sedilă"),
        ("„Da” – a spus el…", "Da, a spus el."),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Новости  дня!", "новости дня"),
        ("عاجل: خبر", "عاجل خبر"),
    ],
    ids=["marks", "cedilla", "quotes", "sharp s", "stroke", "cyrillic", "arabic"],
)
def test_folds_what_readers_take_for_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_keeps_words_apart_that_a_dash_parts() -> None:
    assert fold("București–Ploiești") == b"bucuresti ploiesti"


@pytest.mark.parametrize(
    "text", ["", " \n ", "…", "\ud800"], ids=["empty", "blank", "dots", "surrogate"]
)
def test_takes_any_text(text: str) -> None:
    assert fold(text) in {b"", "\ud800".encode("utf-8", "surrogatepass")}


def test_texts_of_another_script_differ_by_their_words() -> None:
    assert fold("Новости дня") != fold("Новости года")


def test_numbers_are_a_set_wherever_they_stand() -> None:
    assert numbers(fold("12 morți, 3,5 la sută, 12 răniți")) == b"12 3 5"
    assert numbers(fold("fără cifre, dar cu G7")) == b""


def test_a_fingerprint_tells_what_differs() -> None:
    one = fingerprint("Titlu", "Primul.\n\nAl doilea.")
    other = fingerprint("Titlu", "Primul.\n\nAl treilea.")
    assert one.folded != other.folded
    assert one.text != other.text
    assert (one.title, one.lead, one.numbers) == (other.title, other.lead, other.numbers)


def test_is_the_same_in_every_process() -> None:
    assert fingerprint("Titlu", "Text").folded.hex() == "d732c6be860e019351f99173fa6ae612"
