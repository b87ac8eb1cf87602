"""How the table of places is made."""

import pytest

from deploy.tables.places import aliases, readable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("JUDEȚUL BISTRIȚA-NĂSĂUD", "Bistrița-Năsăud"),
        ("MUNICIPIUL ALBA IULIA", "Alba Iulia"),
        ("ORAŞ ADJUD", "Adjud"),
        ("CURTEA DE ARGEȘ", "Curtea de Argeș"),
    ],
)
def test_names_of_the_register_become_readable(written: str, read: str) -> None:
    assert readable(written) == read


def test_only_names_in_our_scripts_are_aliases() -> None:
    names = ["CLJ", "Klausenburg", "Клуж-Напока", "kluja-napoka", "克卢日-纳波卡", "Dej", "كلوج"]
    assert list(aliases({"alternatenames": names})) == ["klausenburg", "клуж напока", "كلوج"]
