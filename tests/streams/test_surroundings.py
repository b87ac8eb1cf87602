"""What a place is judged by."""

from streams.letters import page
from streams.names import Name
from streams.surroundings import Surroundings, covering, is_near, surroundings
from streams.towns import place_hits
from tests.streams.tagging import shipped

TEXT = "Carmen Málaga and Paul Austin's widow met near Rome"
NAMES = [Name("PER", 0, 29, TEXT[:29]), Name("LOC", 47, 51, "Rome")]


def around(*countries: str) -> Surroundings:
    return surroundings(page("", TEXT, "en"), NAMES, countries, shipped().known)


def test_knows_the_surnames_of_each_of_several_people() -> None:
    assert set(around().surnames) == {"Málaga", "Austin"}


def test_finds_the_name_that_shares_letters_with_a_place_and_whether_its_country_is_named() -> None:
    *_, rome = place_hits(around().page, shipped().known.gazetteer, shipped().towns["en"])
    assert covering(rome, NAMES) == NAMES[1]
    assert covering(rome, NAMES[:1]) is None
    assert is_near(rome, around("IT"))
    assert not is_near(rome, around("FR"))
