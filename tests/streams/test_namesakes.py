"""Which of the towns of one name is meant, and whether any of them is."""

import pytest

from streams.letters import page
from streams.namesakes import NAMESAKES, meant, told_apart
from streams.towns import place_hits
from tests.streams.tagging import shipped


def first(text: str, begins: dict[str, str] | None = None, language: str = "en") -> str | None:
    """The first town of a text, by name, country and state, as what stands behind tells it."""
    made = page("", text, language)
    known, rules = shipped().known.gazetteer, shipped().towns[language]
    places = {made.text.index(name): code for name, code in (begins or {}).items()}
    hit = told_apart(place_hits(made, known, rules)[0], made, places)
    if hit is None:
        return None
    town = meant(hit.towns, (), language)
    return f"{town.name} {town.region or town.country}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("London, Ontario, is a town.", "London CA-ON"),
        ("Birmingham, Ala., was hit.", "Birmingham US-AL"),
        ("Reading, Berkshire, was hit.", "Reading GB"),
        ("Portland, OR 97201", "Portland US-OR"),
        ("Manchester, N.H.", "Manchester US-NH"),
        ("Paris, Texas, is small.", None),
        ("Louisville, Colorado", None),
        ("Washington and Nevada voted.", None),
        ("Newcastle was hit.", "Newcastle upon Tyne GB"),
        ("London, New York and Paris", "London GB"),
    ],
)
def test_what_stands_behind_tells_it(text: str, expected: str | None) -> None:
    assert first(text) == expected


def test_so_does_a_country_right_behind() -> None:
    assert first("Valencia, Venezuela, is large.", {"Venezuela": "VE"}) == "Valencia VE"
    assert first("Rome, Georgia, is small.") is None


def test_readers_think_of_their_own_country_first() -> None:
    assert first("La frégate a quitté Brest.", language="fr") is not None
    brest = shipped().known.gazetteer.towns("brest")
    assert (meant(brest, (), "fr").country, meant(brest, ()).country) == ("FR", "BY")


def test_of_namesakes_the_text_s_country_decides_unless_far_smaller() -> None:
    [largest, *others] = shipped().known.gazetteer.towns("birmingham")
    american = next(town for town in others if town.country == "US")
    assert (largest.country, meant([largest, *others], ())) == ("GB", largest)
    assert meant([largest, *others], ("US",)) == american
    [london, *namesakes] = shipped().known.gazetteer.towns("london")
    assert all(NAMESAKES * town.thousands < london.thousands for town in namesakes)
    assert meant([london, *namesakes], ("CA",)) == london
