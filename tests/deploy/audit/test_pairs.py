"""What the ledger tells was published or parked is there; what is there, is told."""

from config.moments import milliseconds
from deploy.audit.account import Line
from deploy.audit.pairs import Pairs

AT = "2026-11-22T10:00:00.000Z"
MS = milliseconds(AT)
LETTER = {"id": b"b", "seen_at": AT.encode()}


def a_line(what: str, id: str, version: int | None = None) -> Line:
    return Line(id=id, seen_at=AT, what=what, at=AT, version=version)


def alone(pairs: Pairs) -> list[str]:
    return pairs.alone(MS - 60_000, MS + 60_000)


def test_both_halves_of_each_are_there() -> None:
    pairs = Pairs()
    pairs.line(a_line("published", "a", 1))
    pairs.record("a", 1, MS)
    pairs.line(a_line("dead", "b"))
    pairs.letter(LETTER, MS)
    assert alone(pairs) == []


def test_what_is_alone_is_told() -> None:
    pairs = Pairs()
    pairs.line(a_line("copy", "a", 1))
    pairs.record("c", 2, MS)
    pairs.line(a_line("dead", "b"))
    pairs.letter(LETTER | {"evidence": b"1"}, MS)
    assert alone(pairs) == [
        "a 1 in the ledger alone", "c 2 published without a line",
        f"b {AT} parked without a letter",
    ]  # fmt: skip


def test_at_the_edge_of_a_reading_the_other_half_may_be_outside() -> None:
    pairs = Pairs()
    pairs.line(a_line("published", "a", 1))
    assert pairs.alone(MS - 1000, MS + 60_000) == pairs.alone(MS - 60_000, MS + 1000) == []
