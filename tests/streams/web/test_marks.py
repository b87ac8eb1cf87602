"""Evidence is found again in the text, by code points, over paragraphs and each other."""

from config.published import Evidence
from streams.web.marks import Piece, paragraphs, pieces


def proof(start: int, end: int, tag: str = "/item/subjects/0") -> Evidence:
    return Evidence(tag=tag, rule="r", field="body", start=start, end=end, surface="", weight=1)


def told(parts: tuple[Piece, ...]) -> list[tuple[str, int]]:
    return [(piece.text, len(piece.proofs)) for piece in parts]


def test_a_text_without_evidence_is_one_piece() -> None:
    assert told(pieces("abc", [])) == [("abc", 0)]


def test_offsets_count_code_points_not_bytes_or_utf16() -> None:
    assert told(pieces("🏙ș jihad", [proof(3, 8)])) == [("🏙ș ", 0), ("jihad", 1)]


def test_evidence_that_overlaps_shares_its_words() -> None:
    first, second = proof(0, 4), proof(2, 6, "/item/places/0")
    assert told(pieces("abcdefgh", [first, second])) == [("ab", 1), ("cd", 2), ("ef", 1), ("gh", 0)]


def test_evidence_outside_the_text_or_upside_down_marks_nothing() -> None:
    assert told(pieces("abc", [proof(5, 9), proof(-4, 0), proof(2, 1)])) == [("abc", 0)]


def test_evidence_that_sticks_out_is_cut_at_the_text() -> None:
    assert told(pieces("abc", [proof(-5, 2)])) == [("ab", 1), ("c", 0)]


def test_paragraphs_keep_the_offsets_of_the_whole_text() -> None:
    text = "unu doi\n\ntrei\n \npatru"
    start = text.index("trei")
    parts = paragraphs(text, [proof(start, start + 4), proof(text.index("patru"), 999)])
    assert [told(part) for part in parts] == [[("unu doi", 0)], [("trei", 1)], [("patru", 1)]]


def test_no_text_has_no_paragraphs() -> None:
    assert paragraphs("", []) == ()
