"""Transliterated names and the towns they may be."""

import pytest

from streams.skeletons import Skeletons, skeleton
from tests.streams.tagging import shipped


@pytest.mark.parametrize(
    ("one", "other"),
    [("Boukamal", "Ālbū Kamāl"), ("Deir Ezzor", "Deir ez-Zor"), ("Chahba", "Shahba")],
)
def test_one_town_has_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_a_town_is_looked_for_only_where_the_text_is() -> None:
    known = Skeletons(shipped().known.gazetteer)
    town = known.town("Boukamal", ["SY"])
    assert town is not None
    assert town.id == 174448
    assert known.town("Boukamal", ["RO"]) is known.town("Boukamal", []) is None
    assert known.town("Ali", ["SY"]) is None
