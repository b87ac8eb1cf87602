"""Directions and moments."""

import pytest

from streams.web.labels import clock, direction


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ro", "ltr"),
        ("ar", "rtl"),
        ("fa-IR", "rtl"),
        ("HE", "rtl"),
        ("und", "auto"),
        (None, "auto"),
    ],
)
def test_a_language_has_a_direction(language: str, expected: str) -> None:
    assert direction(language) == expected


def test_a_moment_is_told_in_romanian() -> None:
    assert clock("2017-11-03T08:31:05.117Z") == "3 nov 2017, 08:31 UTC"
    assert clock("2017-11-03T01:31:05+03:00") == "2 nov 2017, 22:31 UTC"
    assert clock(None) == ""
    assert clock("<b>yesterday</b>") == "<b>yesterday</b>"
