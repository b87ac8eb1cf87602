"""Which names of places are places here."""

import pytest

from streams.letters import page
from streams.localities import verdict
from streams.surroundings import surroundings
from streams.towns import place_hits
from tests.streams.tagging import shipped


def judged(text: str, language: str = "ro", countries: tuple[str, ...] = ()) -> dict[str, str]:
    known, made = shipped().known, page("", text, language)
    around = surroundings(made, known.models.names(made), countries, known)
    hits = place_hits(made, known.gazetteer, shipped().towns[language])
    return {hit.name: verdict(hit, around) for hit in hits}


@pytest.mark.parametrize(
    ("language", "text", "name", "expected"),
    [
        ("ro", "Ministrul a plecat la Londra, a spus el.", "Londra", "place"),
        ("ro", "Incendiu în cartierul Gaza din oraș.", "Gaza", "place"),
        ("ro", "Actrița Paris Hilton a ajuns la premieră.", "Paris", "no"),
        ("ro", "Dacă plouă, meciul se amână. Sala era plină.", "Sala", "no"),
        ("ro", "Thomas Edison a inventat becul. Edison a murit în 1931.", "Edison", "no"),
        ("ro", "Pragul de sus e prea mare.", "Prag", "no"),
        ("ro", "Rezultatul este bun, a explicat Manea.", "Manea", "no"),
        ("ro", "Moscova respinge oferta.", "Moscova", "place"),
        ("ro", "Antrenorul lui Liverpool a plecat.", "Liverpool", "sign"),
        ("ro", "Studenții de la Universitatea din Craiova au protestat.", "Craiova", "sign"),
        ("en", "CLEVELAND, Ohio – The band will play on Friday.", "CLEVELAND", "place"),
        ("en", "He flew to London yesterday.", "London", "place"),
        ("en", "Profits rose last year, the ABA said.", "ABA", "no"),
        ("en", "Reading is good for children.", "Reading", "no"),
        ("en", "The University of Miami was closed.", "Miami", "sign"),
        ("en", "They gave it to the Duke of York.", "York", "sign"),
        ("en", "Riots in KwaZulu-Natal went on.", "Natal", "sign"),
        ("en", "He shares a flat with Teresa Houston.", "Houston", "no"),
        ("en", "VIENNA — Inspectors return.", "VIENNA", "place"),
        ("en", "Moscow says it shot down 40 drones.", "Moscow", "place"),
        ("en", "He came to Hollywood to work.", "Hollywood", "no"),
        ("fr", "Le Nice-Matin a été vendu.", "Nice", "sign"),
        ("es", "El barco llegó al puerto de Santander.", "Santander", "place"),
        ("de", "Er kaufte ein Kilo Mehl.", "Kilo", "no"),
        ("ro", "Guvernul de la Chișinău a cerut ajutor.", "Chișinău", "place"),
        ("ro", "Noul Ferrari e electric.", "Ferrara", "no"),
        ("en", "The girl vanished from Praia da Luz in May.", "Praia", "no"),
        ("en", "Shots were heard in central Paris.", "Paris", "place"),
        ("en", "The Geneva-based agency said so.", "Geneva", "place"),
        ("es", "París y Berlín piden una cumbre.", "Berlín", "place"),
        ("ro", "Primăria din Cluj-Napoca a anulat concertul.", "Cluj-Napoca", "place"),
        ("en", "He joined the Boston Institute of Art.", "Boston", "sign"),
    ],
)
def test_judges_by_what_stands_around(language: str, text: str, name: str, expected: str) -> None:
    assert judged(text, language).get(name, "no") == expected


def test_a_small_town_needs_its_country_in_the_text() -> None:
    assert judged("Vremea, Deva: soare.", "ro", ("RO",))["Deva"] == "place"


def test_a_name_alone_is_a_club_in_an_article_about_sport() -> None:
    known, made = shipped().known, page("", "Leeds stay bottom. They won in Dublin.", "en")
    around = surroundings(made, known.models.names(made), (), known, sport=True)
    hits = place_hits(made, known.gazetteer, shipped().towns["en"])
    assert [(hit.name, verdict(hit, around)) for hit in hits] == [
        ("Leeds", "sign"),
        ("Dublin", "place"),
    ]
