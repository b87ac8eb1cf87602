"""People, organisations and places of an article, each with the words that say so."""

from pathlib import Path

import pytest

from streams.named import Named, named
from tests.conftest import SHARED
from tests.streams.tagging import searched, shipped

FOUNDING = SHARED / "seed" / "afp-al-qaim-ro.txt"


def found(text: str, language: str = "ro", title: str = "") -> Named:
    hits, page = searched(title, text, language)
    return named(hits, page, shipped())


def names(tags: list) -> list[str]:  # type: ignore[type-arg]  # three kinds of records with names
    return [tag.name for tag, _ in tags]


def test_countries_come_first_then_towns_with_their_address() -> None:
    places = found("Premierul a plecat din Timișoara la Londra, apoi în Irak.").places
    assert next(place.literal for place, _ in places if place.literal) == "GB"
    [london] = [place for place, _ in places if place.name == "Londra"]
    assert london.uri == "https://sws.geonames.org/2643743/"


def test_a_form_is_shown_in_its_base() -> None:
    assert "București" in names(found("Primarul Bucureștiului a demisionat.").places)


@pytest.mark.parametrize(
    ("language", "text", "id"),
    [
        ("ru", "Переговоры прошли в Москве.", 524901),
        ("uk", "Вибух стався у Києві вранці.", 703448),
        ("pl", "Spotkanie odbyło się w Warszawie.", 756135),
        ("ar", "وصل الوزير إلى بغداد أمس.", 98182),
        ("hu", "A találkozót Budapesten tartották.", 3054643),
    ],
)
def test_towns_are_found_in_the_forms_of_other_languages(language: str, text: str, id: int) -> None:
    uris = [place.uri for place, _ in found(text, language).places]
    assert f"https://sws.geonames.org/{id}/" in uris


def test_what_editors_know_bears_their_id_and_overrules_the_models() -> None:
    made = found("Hamas și NATO, a spus Vladimir Putin. Putin a plecat.")
    assert names(made.organisations) == ["Hamas", "NATO"]
    [(person, marks)] = made.people
    assert (person.name, person.uri) == ("Vladimir Putin", "http://www.wikidata.org/entity/Q7747")
    assert len(marks) == 2


def test_a_relative_is_somebody_else() -> None:
    people = found("Melania Trump a vizitat spitalul împreună cu Donald Trump.").people
    assert {person.uri for person, _ in people} == {None, "http://www.wikidata.org/entity/Q22686"}


def test_a_country_is_named_once_and_no_organisation() -> None:
    made = found("România și Franța semnează.")
    assert not made.organisations
    assert not made.people


def test_counties_and_villages_are_places_without_an_address() -> None:
    places = found("Accident în comuna Cuca, județul Galați, România.").places
    assert [(place.name, place.uri) for place, _ in places[1:]] == [
        ("Cuca", None),
        ("Galați", None),
    ]


def test_a_headline_in_capitals_names_people_too() -> None:
    made = found(
        "Textul spune altceva despre buget.", title="ILIE BOLOJAN A DEMISIONAT VINERI SEARA"
    )
    assert names(made.people) == ["ILIE BOLOJAN"]


@pytest.mark.skipif(not FOUNDING.exists(), reason="the founding article is not on this machine")
def test_the_founding_article_has_all_its_names() -> None:
    text = Path(FOUNDING).read_text(encoding="utf-8").strip()
    made = found(text)
    towns = {place.name: (place.uri or "").split("/")[-2:-1] for place, _ in made.places[4:]}
    assert towns == {
        "Al-Qa'im": ["92138"], "Gaza": [], "Boukamal": ["174448"],
        "valea Eufratului": ["entity"], "Deir Ezzor": ["170794"],
    }  # fmt: skip
    assert names(made.people) == ["Nomane al-Zobai", "Al-Assad"]
    assert names(made.organisations) == ["Stat Islamic", "armata irakiană", "Hachd al-Chaabi"]


def test_a_province_is_no_town_of_another_country() -> None:
    told = "Canadian police said a court in Ontario heard the case. It was heard in Toronto, too."
    hits, made = searched("", told, "en")
    towns = [place.name for place, _ in named(hits, made, shipped()).places if place.uri]
    assert "Toronto" in towns
    assert "Ontario" not in towns


def shown(text: str, code: str) -> list[str]:
    """The words that are shown for a country."""
    _, page = searched("", text, "ro")
    marks = next(marks for place, marks in found(text).places if place.literal == code)
    return [page.text[mark.start : mark.end] for mark in marks]


def test_a_country_is_shown_by_its_name_where_it_is_called_so() -> None:
    text = "Senatul României a votat. Deputații români spun că România exportă grâu."
    assert shown(text, "RO") == ["România"]
    assert shown("Deputații români au votat.", "RO") == ["români"]


def test_of_hints_at_a_country_as_many_are_shown_as_suffice() -> None:
    text = "Camera Deputaților s-a întrunit, iar PNL și PSD au votat la Iași și la Cluj."
    assert shown(text, "RO") == ["Iași", "Cluj"]


def test_an_abbreviated_country_is_one_place() -> None:
    text = "Președintele a ajuns în S.U.A. și a vorbit la Bruxelles."
    assert shown(text, "US") == ["S.U.A."]
    assert "S.U.A." not in names(found(text).places)


def test_an_organisation_may_bear_the_name_of_a_town() -> None:
    made = found("Banii vin de la Primăria Municipiului Iași, spune un consilier.")
    assert names(made.organisations) == ["Primăria Municipiului Iași"]
    assert "Iași" in names(made.places)
