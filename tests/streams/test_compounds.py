"""Which names of places are parts of longer names."""

import pytest

from streams.compounds import goes_on, is_half, is_joined, stands_beside
from streams.letters import page
from streams.towns import PlaceHit
from tests.streams.tagging import shipped


def at(text: str, name: str, language: str = "en") -> bool:
    """Whether the name is a part of a longer one, for whatever reason."""
    made, towns = page("", text, language), shipped().known.gazetteer
    start = made.text.index(name)
    hit = PlaceHit("town", start, start + len(name), name, name.lower(), name.lower())
    halves = is_joined(hit, made, towns) or is_half(hit, made, towns)
    return halves or goes_on(hit, made) or stands_beside(hit, made, {"jack"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Riots in KwaZulu-Natal", "Natal"),
        ("La Turda-Veche", "Turda"),
        ("In Praia da Luz", "Praia"),
        ("Jack London wrote", "London"),
        ("the Paris Hilton show", "Paris"),
        ("read by Teresa Houston", "Houston"),
        ("le Nice-Matin", "Nice"),
    ],
)
def test_what_is_beside_makes_it_a_part(text: str, name: str) -> None:
    assert at(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DN69 Arad-Oradea", "Arad"),
        ("from Dallas-based firms", "Dallas"),
        ("When London calls", "London"),
        ("they left. Paris is", "Paris"),
    ],
)
def test_nothing_beside_leaves_it_alone(text: str, name: str) -> None:
    assert not at(text, name)


def test_german_writes_every_noun_large() -> None:
    assert not at("im Raum Stuttgart gab es", "Stuttgart", "de")
