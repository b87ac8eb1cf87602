"""Agencies and the ways of naming them as a source."""

from pathlib import Path

import pytest

from streams.agencyrules import agency_entries, alternatives, attributions, urgency_entries
from tests.streams.tagging import RULES


def test_every_name_of_an_agency_speaks_for_it() -> None:
    entries, wikidata, _ = agency_entries(RULES / "agencies.toml")
    named = {entry.term.text for entry in entries if entry.tag == "AFP"}
    assert {"AFP", "Agence France-Presse"} <= named
    assert wikidata["AFP"] == "Q40464"
    assert "Agerpres" not in wikidata  # not certain


@pytest.mark.parametrize("language", ["ro", "en", "fr", "de", "es", "it"])
def test_there_is_a_way_of_attributing_in_every_language_of_ours(language: str) -> None:
    assert language in attributions(RULES / "attribution.toml")


def test_the_longest_phrase_is_tried_first() -> None:
    assert alternatives("a, a transmis,\ntransmite") == "a transmis|transmite|a"


def test_a_word_of_urgency_speaks_for_its_level(tmp_path: Path) -> None:
    file = tmp_path / "urgency.toml"
    file.write_text('[[urgency]]\nlevel = 1\nwords = "FLASH, Flash news"\n')
    assert [(entry.tag, entry.case) for entry in urgency_entries(file)] == [
        ("1", "capitals"),
        ("1", "capital"),
    ]
