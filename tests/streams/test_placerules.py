"""Words that speak for countries."""

from collections.abc import Iterator

import pytest

from streams.lexicon import Entry
from streams.placerules import countries, country_entries
from tests.streams.tagging import RULES


@pytest.fixture(scope="module")
def romanian() -> Iterator[list[Entry]]:
    yield country_entries(countries(RULES), "ro")


def written(entries: list[Entry], tag: str, kind: str) -> set[str]:
    return {entry.term.text for entry in entries if entry.tag == tag and entry.kind == kind}


def test_a_country_has_its_name_its_forms_and_what_editors_add(romanian: list[Entry]) -> None:
    assert {"Statele Unite ale Americii", "SUA", "Statelor Unite"} <= written(
        romanian, "US", "country"
    )
    assert {"Siria", "Siriei"} <= written(romanian, "SY", "country")


def test_demonyms_and_signs_speak_for_it_too(romanian: list[Entry]) -> None:
    assert "irakien*" in written(romanian, "IQ", "demonym")
    assert "Kremlinul" in written(romanian, "RU", "sign")


def test_a_doubtful_name_is_no_plain_one_any_more() -> None:
    english = country_entries(countries(RULES), "en")
    assert "Jordan" in written(english, "JO", "doubtful")
    assert "Jordan" not in written(english, "JO", "country")


def test_names_want_capitals_and_demonyms_only_where_the_language_gives_them() -> None:
    cases = {
        (language, entry.kind): entry.case
        for language in ("ro", "en")
        for entry in country_entries(countries(RULES), language)
        if entry.tag == "PL" and entry.kind in {"country", "demonym"}
    }
    assert cases == {
        ("ro", "country"): "capital",
        ("ro", "demonym"): "any",
        ("en", "country"): "capital",
        ("en", "demonym"): "capital",
    }


def test_only_words_written_with_marks_ask_for_them(romanian: list[Entry]) -> None:
    marked = {entry.tag for entry in romanian if entry.marked}
    assert marked == {"RO"}


def test_every_country_that_sits_in_the_united_nations_has_a_wikidata_id() -> None:
    states = {state.code: state.wikidata for state in countries(RULES)}
    assert sum(bool(wikidata) for wikidata in states.values()) >= 193
    assert (states["IQ"], states["RO"]) == ("Q796", "Q218")
