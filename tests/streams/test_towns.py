"""Names of places as they stand in a text."""

import pytest

from streams.letters import page
from streams.towns import PlaceHit, place_hits
from tests.streams.tagging import shipped


def found(text: str, language: str = "ro") -> list[PlaceHit]:
    rules = shipped()
    return place_hits(page("", text, language), rules.known.gazetteer, rules.towns[language])


@pytest.mark.parametrize(
    ("text", "sort", "name"),
    [
        ("la Al-Qa'im, seara", "town", "Al-Qa'im"),
        ("din Rio de Janeiro, apoi", "town", "Rio de Janeiro"),
        ("primarul Bucureștiului", "town", "București"),
        ("orașele Constanței de azi", "town", "Constanța"),
        ("județul Cluj, seara", "county", "Cluj"),
        ("județele Sibiu și Alba", "county", "Sibiu"),
        ("în Prahova, seara", "county", "Prahova"),
        ("comuna Ciorogârla, seara", "village", "Ciorogârla"),
        ("cartierul Gaza, seara", "part", "Gaza"),
    ],
)
def test_finds_a_place_and_says_what_it_is(text: str, sort: str, name: str) -> None:
    hit = found(text)[0]
    assert (hit.sort, hit.name) == (sort, name)


def test_small_letters_name_no_town_and_words_apart_are_not_one_name() -> None:
    assert found("paris și londra") == []
    assert "New York" not in [hit.name for hit in found("New, York")]


def test_says_what_leads_to_a_place_and_what_makes_it_doubtful() -> None:
    [told] = found("orașul Roman, seara")
    [led] = found("la Londra, seara")
    [opens] = found("LONDON (Reuters) - The council", "en")
    assert (told.told, told.doubtful, led.led, led.doubtful, opens.led) == (
        True, True, True, False, True,
    )  # fmt: skip
    assert [hit.doubtful for hit in found("an advocate for DACA rules", "en")] == [True]
