from streams.passages import shared

LEAD = "Guvernul a aprobat marți bugetul de stat pentru anul viitor, a anunțat premierul la Iași."
REST = "Opoziția spune că banii pentru spitale nu ajung și cere o nouă dezbatere în Parlament."


def test_a_part_stands_whole_in_the_whole() -> None:
    found = shared(LEAD, f"{LEAD}\n\n{REST}")
    assert found.a_in_b == 1.0
    assert 0 < found.b_in_a < 1
    [passage] = found.passages
    assert passage.text == LEAD.rstrip(".")
    assert (passage.start_a, passage.start_b) == (0, 0)


def test_marks_cases_and_punctuation_make_no_difference() -> None:
    found = shared(LEAD, LEAD.upper().replace("Ț", "T").replace("Ș", "S").replace(",", " –"))
    assert (found.a_in_b, found.b_in_a) == (1.0, 1.0)


def test_passages_are_shown_longest_first_in_the_words_of_the_first() -> None:
    found = shared(f"{REST} {LEAD}", f"{LEAD} Altceva la mijloc. {REST}")
    assert [one.words for one in found.passages] == [15, 15]
    assert {one.text.split()[0] for one in found.passages} == {"Opoziția", "Guvernul"}


def test_short_runs_are_shared_by_any_two_articles() -> None:
    found = shared(LEAD, "A anunțat premierul la Iași că demisionează.")
    assert found.passages == ()


def test_texts_without_words_share_nothing() -> None:
    assert shared("", "…").a_in_b == shared("unu", "").b_in_a == 0.0
    assert shared("unu doi", "unu doi").a_in_b == 1.0
