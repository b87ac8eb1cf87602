from streams.boilerplate import mark_of, marks_of, repeated, without

STORY = [
    f"Al {n}-lea paragraf al unei știri pe care nu a mai spus-o nimeni până acum." for n in "234"
]
FOOT = "Urmăriți Ziarul pe toate rețelele sociale și abonați-vă la buletinul de știri."
CREDIT = "Foto: Ana Pop"


def kept(paragraphs: list[str], **articles: int) -> list[str]:
    """What is left where these paragraphs stood in so many articles before."""
    names = {"story": STORY[0], "foot": FOOT, "credit": CREDIT}
    known = {mark_of(names[name]): count for name, count in articles.items()}
    return without(paragraphs, repeated(paragraphs, known))


def test_a_mark_knows_a_paragraph_in_other_case_and_spaces() -> None:
    assert mark_of("Urmăriți-ne: Ziarul!") == mark_of("URMĂRIȚI-NE:  ziarul!")
    assert mark_of("***") != mark_of("…")


def test_long_texts_are_known_by_their_edges() -> None:
    parts = [f"Paragraful {number}" for number in range(300)]
    marks = dict(marks_of(parts))
    assert len(marks) == 80
    assert mark_of(parts[0]) in marks
    assert mark_of(parts[-1]) in marks
    assert mark_of(parts[150]) not in marks


def test_what_was_printed_before_goes() -> None:
    assert kept([*STORY, FOOT], foot=3) == STORY


def test_a_short_line_stays_until_no_doubt_is_left() -> None:
    assert kept([*STORY, CREDIT], credit=9) == [*STORY, CREDIT]
    assert kept([*STORY, CREDIT], credit=10) == STORY


def test_more_than_half_of_a_text_goes_only_without_doubt() -> None:
    assert kept(["Flash.", FOOT], foot=9) == ["Flash.", FOOT]
    assert kept(["Flash.", FOOT], foot=10) == ["Flash."]


def test_a_text_never_becomes_empty() -> None:
    assert kept([FOOT], foot=99) == [FOOT]
    assert kept([FOOT, CREDIT], foot=99, credit=99) == [FOOT, CREDIT]


def test_nothing_known_drops_nothing() -> None:
    assert kept([*STORY, FOOT]) == [*STORY, FOOT]
