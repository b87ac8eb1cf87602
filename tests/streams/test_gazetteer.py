"""Towns by any of their names."""

from streams.gazetteer import Gazetteer
from tests.streams.tagging import shipped

SMALL = Gazetteer(
    [
        "C\t1\tFR\t2100\tParis\tparyz|париж",
        "T\t2\tUS\t60\tParis\t",
        "T\t3\tES\t800\tValència\tvalencia del cid",
        "T\t4\tVE\t1500\tValencia\t",
        "J\tCluj",
        "S\tVictoria\tBrașov|Iași",
    ]
)


def test_of_namesakes_the_largest_comes_first() -> None:
    assert [town.id for town in SMALL.towns("paris")] == [1, 2]
    assert [town.id for town in SMALL.towns("париж")] == [1]
    assert SMALL.towns("londra") == []


def test_knows_towns_counties_and_localities_apart() -> None:
    assert SMALL.is_town("paris")
    assert not SMALL.is_town("cluj")
    assert all(map(SMALL.knows, ("paris", "cluj", "victoria")))
    assert SMALL.localities["victoria"] == ("Brașov", "Iași")


def test_tells_how_long_a_name_may_be() -> None:
    assert (SMALL.longest("valencia"), SMALL.longest("paris"), SMALL.longest("x")) == (3, 1, 0)


def test_each_town_comes_with_each_of_its_names() -> None:
    named = {name for name, town in SMALL.named() if town.country == "FR"}
    assert named == {"paris", "paryz", "париж"}
    assert "париж" in set(SMALL.aliases())


def test_the_shipped_table_has_the_world_s_towns_and_its_capitals() -> None:
    known = shipped().known.gazetteer
    assert len(known.all()) > 12_000
    assert len(known.counties) == 41
    assert sum(town.capital for town in known.all()) > 200
    for name, country in (("bucuresti", "RO"), ("москва", "RU"), ("londra", "GB"), ("بغداد", "IQ")):
        assert known.towns(name)[0].country == country
        assert known.towns(name)[0].capital
