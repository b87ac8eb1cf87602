"""Which region stands behind a town's name."""

import pytest

from streams.regions import CODES, region_behind


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (", Texas, drew 400", ("US-TX", True)),
        (", N.C., said", ("US-NC", True)),
        (", New York, said", ("US-NY", False)),
        (", West Virginia", ("US-WV", True)),
        (" (Californie)", ("US-CA", True)),
        (", en Californie, a", ("US-CA", True)),
        (", England, declared", ("GB", True)),
        (", Tyne and Wear", ("GB", True)),
        (", Germany, said", ("", False)),
        (" is a town", ("", False)),
    ],
)
def test_states_provinces_and_counties_are_known(behind: str, expected: tuple[str, bool]) -> None:
    assert region_behind(f"Town{behind}", 4) == expected


def test_no_code_stands_for_two() -> None:
    assert CODES["WA"] == CODES["Washington"] == "US-WA"
    assert len({code for code in CODES.values() if code[:3] == "US-"}) == 52
