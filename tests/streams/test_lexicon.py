"""Where words are found, and where they only seem to be."""

import pytest

from streams.letters import page
from streams.lexicon import Case, Entry, Lexicon
from streams.terms import name, term
from tests.streams.tagging import searched


def found(
    written: str, text: str, *, title: str = "", case: Case = "any", marked: bool = False
) -> list[str]:
    one = name(written) if case == "exact" else term(written, "ro")
    entry = Entry(kind="topic", tag="x", rule=written, term=one, case=case, marked=marked)
    made = page(title, text, "ro")
    return [made.text[hit.start : hit.end] for hit in Lexicon("ro", [entry]).hits(made)]


@pytest.mark.parametrize(
    ("written", "text", "surfaces"),
    [
        ("război*", "Războiul, razboi si RĂZBOAIE? războinic", ["Războiul", "razboi", "războinic"]),
        ("război*", "Răz-boi", []),
        ("cod galben", "Cod galben: codul  galben, cod\ngalben", ["Cod galben", "cod\ngalben"]),
        ("cod galben", "cod. Galben", []),
        ("alegeri", "alegerile, alegerilor, alergare", ["alegerile", "alegerilor"]),
        ("scară", "subscară scară", ["scară"]),
    ],
)
def test_finds_whole_words_and_their_forms(written: str, text: str, surfaces: list[str]) -> None:
    assert found(written, text) == surfaces


def test_finds_the_word_at_the_very_end_and_at_the_beginning() -> None:
    assert found("armata", "armata") == ["armata"]
    assert found("armata", "", title="Armata") == ["Armata"]


def test_a_word_in_capitals_is_another_in_small_letters() -> None:
    assert found("SI", "SI și si Si", case="capitals") == ["SI"]


def test_capitals_mean_nothing_in_a_headline_that_has_no_other_letters() -> None:
    assert found("SI", "aici SI da", title="ARMATA SI POLITIA", case="capitals") == ["SI"]


def test_a_name_begins_with_a_capital_letter() -> None:
    assert found("china", "China, china", case="capital") == ["China"]
    assert found("AFP", "AFP afp Afp", case="exact") == ["AFP"]


def test_a_word_that_needs_its_marks_is_found_without_them_only_in_a_text_that_has_none() -> None:
    assert found("român*", "Un roman despre români și țară", marked=True) == ["români"]
    assert found("român*", "Doi romani din tara noastra", marked=True) == ["romani"]
    assert found("științ*", "Ştiinţa și stiinta", marked=True) == ["Ştiinţa"]


def test_tells_of_longer_words_first_where_two_begin_together() -> None:
    entries = [
        Entry(kind="country", tag=tag, rule=tag, term=name(tag))
        for tag in ("Congo", "Congo Belgian")
    ]
    hits = Lexicon("ro", entries).hits(page("", "Congo Belgian", "ro"))
    assert [hit.entry.tag for hit in hits] == ["Congo Belgian", "Congo"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Putin a plecat", True),
        ("Puțin mai târziu", False),
        ("Franţa, azi", True),
        ("Franta", True),
    ],
)
def test_what_a_text_writes_with_marks_must_have_those_of_the_name(text: str, found: bool) -> None:
    hits, _ = searched("", text, "ro")
    assert bool([hit for hit in hits if hit.entry.kind in {"country", "entity"}]) == found
