"""Lists that name models ask."""

from streams.knowledge import MODELS
from streams.namelists import name_lists


def test_places_are_the_longer_words_of_towns() -> None:
    lists = name_lists(MODELS / "lists.txt.xz", ["rio de janeiro", "paris"])
    assert lists["place"] == {"janeiro", "paris"}
    assert {"first", "last", "ctry", "common"} <= set(lists)
    assert "maria" in lists["first"]
