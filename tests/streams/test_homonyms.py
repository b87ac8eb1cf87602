"""What is called like a town and is none."""

import pytest

from tests.streams.test_localities import judged


@pytest.mark.parametrize(
    ("language", "text", "name", "expected"),
    [
        ("en", "The singer wrote the music for “Nashville,” a show.", "Nashville", "no"),
        ("en", "“Nashville” was cancelled.", "Nashville", "no"),
        ("en", "Lille won 2-1 and Lens were beaten.", "Lille", "sign"),
        ("ro", "Victoria cu numărul 9 la Raliul din trei județe.", "Rali", "no"),
        ("ro", "Primarul interimar al Bucureștiului a demisionat.", "București", "place"),
        ("de", "Es liegt in der Mitte der Spanne.", "Mitte", "no"),
        ("en", "It is not the same, York said.", "York", "no"),
        ("en", "“Mobil's strategy is clear.”", "Mobil", "no"),
        ("en", "John Denver's estate sued; Denver died in 1997.", "Denver", "no"),
    ],
)
def test_tells_words_surnames_clubs_and_titles_from_towns(
    language: str, text: str, name: str, expected: str
) -> None:
    countries = ("DE", "GB", "US", "RO") if language != "ro" else ("RO",)
    assert judged(text, language, countries).get(name, "no") == expected
