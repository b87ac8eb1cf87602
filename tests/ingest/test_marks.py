from datetime import UTC, datetime

import msgspec
import pytest

from config.records import Entry
from ingest.marks import KEPT, Marks, packed, unpacked


def an_entry(name: str, **changes: object) -> Entry:
    plain = Entry(id=name, url=f"https://ziar.example/{name}", title=f"Titlul {name}", html="<p>x")
    return msgspec.structs.replace(plain, **changes)


def shown(*entries: Entry) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries}


def test_a_shown_entry_is_known_and_another_is_not() -> None:
    marks = Marks().after(shown(an_entry("a")))
    assert marks.knows(an_entry("a"))
    assert not marks.knows(an_entry("b"))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Alt titlu"},
        {"html": "<p>y"},
        {"published_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"updated_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_entry_is_not_known(change: dict[str, object]) -> None:
    assert not Marks().after(shown(an_entry("a"))).knows(an_entry("a", **change))


@pytest.mark.parametrize(
    "change",
    [
        {"guid": "other"},
        {"dated_by": "feed"},
        {"url": "https://ziar.example/a?utm_source=rss"},
        {"html": "<div><img src='count.gif?4711'/>\n x</div>"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_tells_nothing_new_is_no_news(change: dict[str, object]) -> None:
    assert Marks().after(shown(an_entry("a"))).knows(an_entry("a", **change))


def dated(*names: str, day: int) -> list[Entry]:
    return [an_entry(name, published_at=datetime(2026, 1, day, tzinfo=UTC)) for name in names]


def fresh(before: list[Entry], now: list[Entry]) -> list[str]:
    marks = Marks().after(shown(*before))
    return [entry.id for entry in marks.fresh(shown(*now), marks.after(shown(*now)))]


def test_dates_that_all_change_at_once_are_no_edits() -> None:
    before = dated("a", "b", "c", day=1)
    assert fresh(before, dated("a", "b", "c", day=2)) == []
    assert fresh(before, dated("a", "b", "c", "new", day=2)) == ["new"]
    edited = [*dated("a", "b", day=2), an_entry("c", title="Altul")]
    assert fresh(before, edited) == ["c"]


def test_a_date_that_changes_alone_is_an_edit() -> None:
    assert fresh(dated("a", "b", "c", day=1), [*dated("a", day=2), *dated("b", "c", day=1)]) == [
        "a"
    ]
    assert fresh(dated("a", day=1), dated("a", day=2)) == ["a"]


def test_an_entry_that_fell_out_and_comes_back_is_known() -> None:
    marks = Marks().after(shown(an_entry("a"))).after(shown(an_entry("b")))
    assert marks.knows(an_entry("a"))
    assert list(marks.last) == list(Marks().after(shown(an_entry("b"))).last)


def test_five_hundred_older_entries_are_remembered_the_newest_first() -> None:
    marks = Marks()
    for page in range(8):
        marks = marks.after(shown(*(an_entry(f"{page}-{n}") for n in range(100))))
    assert len(marks.before) == KEPT
    assert marks.knows(an_entry("2-5"))
    assert not marks.knows(an_entry("1-5"))


def test_responses_that_do_not_overlap_leave_a_gap() -> None:
    first, second = Marks().after(shown(an_entry("a"))), shown(an_entry("b"))
    assert first.gap(first.after(second))
    assert not first.gap(first.after(second | shown(an_entry("a", title="Altul"))))
    assert not Marks().gap(first)


def test_marks_survive_being_stored() -> None:
    marks = Marks().after(shown(an_entry("a"))).after(shown(an_entry("b"), an_entry("c")))
    assert unpacked(packed(marks)) == marks
    assert len(packed(marks)) == 4 + 3 * 12


@pytest.mark.parametrize("stored", [None, b"", b"abc"])
def test_nothing_stored_is_nothing_known(stored: bytes | None) -> None:
    assert unpacked(stored) == Marks()


def test_what_is_fresh_is_new_or_changed() -> None:
    before = Marks().after(shown(an_entry("a"), an_entry("b")))
    now = shown(an_entry("a"), an_entry("b", title="Altul"), an_entry("c"))
    assert [entry.id for entry in before.fresh(now, before.after(now))] == ["b", "c"]


def test_marks_without_an_entry_do_not_know_it() -> None:
    marks = Marks().after(shown(an_entry("a"), an_entry("b"))).without(["b"])
    assert marks.knows(an_entry("a"))
    assert not marks.knows(an_entry("b"))
