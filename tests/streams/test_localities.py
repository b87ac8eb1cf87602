"""Which names of places are places here."""

import pytest

from streams.letters import page
from streams.localities import NAMESAKES, meant, surroundings, verdict
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
        ("en", "The girl vanished from Praia da Luz in May.", "Praia", "no"),
    ],
)
def test_judges_by_what_stands_around(language: str, text: str, name: str, expected: str) -> None:
    assert judged(text, language).get(name, "no") == expected


def test_a_small_town_needs_its_country_in_the_text() -> None:
    assert judged("Vremea, Deva: soare.", "ro", ("RO",))["Deva"] == "place"


def test_of_namesakes_the_text_s_country_decides_unless_far_smaller() -> None:
    [largest, *others] = shipped().known.gazetteer.towns("birmingham")
    american = next(town for town in others if town.country == "US")
    assert (largest.country, meant([largest, *others], ())) == ("GB", largest)
    assert meant([largest, *others], ("US",)) == american
    [london, *namesakes] = shipped().known.gazetteer.towns("london")
    assert all(NAMESAKES * town.thousands < london.thousands for town in namesakes)
    assert meant([london, *namesakes], ("CA",)) == london
