"""The forms that names of countries take."""

import pytest

from streams.inflection import forms


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Siria", "Siriei"),
        ("Franța", "Franței"),
        ("Ucraina", "Ucrainei"),
        ("Irak", "Irakului"),
        ("Iran", "Iranul"),
        ("Peru", "Perului"),
        ("Coreea de Sud", "Coreei de Sud"),
        ("Africa de Sud", "Africii de Sud"),
        ("Macedonia de Nord", "Macedoniei de Nord"),
    ],
)
def test_bends_romanian_names(name: str, form: str) -> None:
    assert form in forms(name, "ro")


def test_leaves_alone_what_does_not_bend() -> None:
    assert forms("Chile", "ro") == ("Chile",)
    assert forms("SUA", "de") == ("SUA", "SUAs")
    assert forms("Irak", "en") == ("Irak",)


def test_knows_the_german_genitive() -> None:
    assert forms("Russland", "de") == ("Russland", "Russlands")
    assert forms("Laos", "de") == ("Laos",)
