"""Which countries a text is about."""

import pytest

from streams.places import countries, country_hits
from tests.streams.tagging import searched, shipped


def found(text: str, language: str = "ro", title: str = "") -> list[tuple[str | None, str | None]]:
    hits, page = searched(title, text, language)
    return [
        (place.literal, place.rel)
        for place, _ in countries(
            country_hits(hits, page, shipped().towns[page.language]), page, shipped()
        )
    ]


def codes(text: str, language: str = "ro") -> list[str | None]:
    return [code for code, _ in found(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ro", "Armata irakiană a ajuns la granița Siriei.", ["IQ", "SY"]),
        ("ro", "Ministrul francez a sosit în Statele Unite ale Americii.", ["FR", "US"]),
        ("ro", "S.U.A. și Republica Moldova semnează", ["US", "MD"]),
        ("ro", "Guvernul Coreei de Sud și cel al Africii de Sud", ["KR", "ZA"]),
        ("ro", "Fostul președinte al Braziliei", ["BR"]),
        ("ro", "echipa ungurilor si a sarbilor", ["HU", "RS"]),
        ("ro", "Un roman despre țărani și viața lor", []),
        ("ro", "Românii și țara lor", ["RO"]),
        ("ro", "Romanii din tara noastra", ["RO"]),
        ("ro", "cartierul Gaza din Al-Qa'im", []),
        ("ro", "bombardamente în Gaza", ["PS"]),
        ("ro", "Petrolieră în Golful Mexic", []),
        ("en", "The polish on the china shone.", []),
        ("en", "Polish troops left China.", ["PL", "CN"]),
        ("en", "Michael Jordan retired. He visited Jordan.", ["JO"]),
        ("en", "They told us about the US", ["US"]),
        ("en", "Russia's army in North Macedonia", ["RU", "MK"]),
        ("fr", "L'Ukraine et la Côte d'Ivoire", ["UA", "CI"]),
        ("de", "Russlands Präsident traf den österreichischen Kanzler", ["RU", "AT"]),
        ("es", "El presidente de EE.UU. viajó a España", ["US", "ES"]),
        ("it", "Il governo degli Stati Uniti e la Francia", ["US", "FR"]),
        ("pl", "Prezydent pojechał do Ukrainy, a premier: Niemcy", ["UA", "DE"]),
        ("ar", "العراق وسوريا", ["IQ", "SY"]),
        (
            "ru",
            "Президент России встретился с премьером Ирака, говорят немецкие газеты",
            ["RU", "IQ", "DE"],
        ),
        ("uk", "Прем'єр України поїхав до Польщі", ["UA", "PL"]),
        ("bg", "Българското правителство и Русия", ["BG", "RU"]),
        ("hu", "A román miniszter Magyarországon járt, majd Ukrajnába utazott", ["RO", "HU", "UA"]),
        ("tr", "Rusya'nın başkanı ve Türk hükümeti", ["RU", "TR"]),
        ("pt", "O governo brasileiro e a França", ["BR", "FR"]),
        ("pl", "Rosyjskie wojska w Iraku", ["RU", "IQ"]),
        ("en", "McAleenan resigned and Chad Wolf was named.", []),
    ],
)
def test_knows_names_forms_and_demonyms(language: str, text: str, expected: list[str]) -> None:
    assert codes(text, language) == expected


def test_what_most_words_speak_of_is_primary_and_one_mention_is_a_mention() -> None:
    text = "Irakul, Irakul, irakienii; Siria, sirienii. Franța."
    assert found(text) == [("IQ", "primary"), ("SY", "secondary"), ("FR", "mention")]


def test_a_country_in_the_headline_outweighs_the_body() -> None:
    assert found("Franța și francezii.", title="Irakul")[0] == ("IQ", "primary")


def test_of_equals_the_first_named_comes_first() -> None:
    assert codes("Germania și Franța") == ["DE", "FR"]
    assert codes("Franța și Germania") == ["FR", "DE"]


def test_one_sign_is_no_country_and_two_are() -> None:
    assert codes("BNR păstrează dobânda") == []
    assert codes("BNR și ANAF, la București") == ["RO"]


def test_a_place_is_named_in_the_texts_language_with_its_code_and_uri() -> None:
    hits, page = searched("", "Irakul", "ro")
    [(place, words)] = countries(
        country_hits(hits, page, shipped().towns[page.language]), page, shipped()
    )
    assert (place.name, place.uri) == ("Irak", "http://www.wikidata.org/entity/Q796")
    assert [page.text[hit.start : hit.end] for hit in words] == ["Irakul"]


def test_a_territory_without_an_id_has_no_uri() -> None:
    hits, page = searched("", "Jersey", "ro")
    assert (
        countries(country_hits(hits, page, shipped().towns[page.language]), page, shipped())[0][
            0
        ].uri
        is None
    )
