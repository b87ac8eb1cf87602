"""Armies, which nobody writes large."""

import pytest

from streams.armies import armies
from tests.streams.tagging import searched


@pytest.mark.parametrize(
    ("language", "text", "name", "surface"),
    [
        ("ro", "comandanți ai armatei irakiene", "armata irakiană", "armatei irakiene"),
        ("ro", "armata ucraineană a avansat", "armata ucraineană", "armata ucraineană"),
        ("ro", "soldați ai armatei ruse", "armata rusă", "armatei ruse"),
        ("en", "The Iraqi army advanced", "Iraqi army", "Iraqi army"),
        ("fr", "l'armée irakienne avance", "armée irakienne", "armée irakienne"),
        ("de", "Die irakische Armee rückt vor", "irakische Armee", "irakische Armee"),
    ],
)
def test_an_army_is_named_by_its_country(language: str, text: str, name: str, surface: str) -> None:
    hits, page = searched("", text, language)
    [found] = armies(hits, page)
    assert (found.name, found.kind) == (name, "ORG")
    assert page.text[found.mark.start : found.mark.end] == surface


def test_an_army_of_nobody_is_none() -> None:
    hits, page = searched("", "armata de funcționari irakieni")
    assert list(armies(hits, page)) == []
