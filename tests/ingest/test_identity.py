from datetime import UTC, datetime

import msgspec

from config.records import Entry
from ingest.documents import Told, entry_of
from ingest.identity import CONTENT, identified, with_dates
from ingest.marks import Marks

PROVIDER = "ziar.example"
FRONT = "https://ziar.example/"


def told(guid: str, title: str, link: str = FRONT, day: int = 0) -> Entry:
    at = datetime(2026, 11, day, tzinfo=UTC) if day else None
    entry = entry_of(Told(link=link, guid=guid, title=title, published_at=at), PROVIDER)
    assert entry
    return entry


def shown(*entries: Entry) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries}


def test_guids_that_are_kept_name_their_entries() -> None:
    first = shown(told("1", "Unu"), told("2", "Doi"))
    again = identified(first, Marks().after(first), "", PROVIDER)
    assert (again.entries, again.identity, again.repeated) == (first, "", frozenset())


def test_new_guids_of_the_same_content_are_no_news() -> None:
    before = Marks().after(shown(told("1", "Unu"), told("2", "Doi")))
    found = identified(shown(told("8", "Unu"), told("9", "Trei")), before, "", PROVIDER)
    assert found.identity == CONTENT
    (known,) = found.repeated
    assert [found.entries[known].title] == ["Unu"]
    later = identified(shown(told("x", "Unu"), told("y", "Trei")), before, CONTENT, PROVIDER)
    assert later.entries.keys() == found.entries.keys()


def test_one_repeated_text_among_many_is_chance() -> None:
    before = Marks().after(shown(told("1", "Unu"), told("2", "Doi")))
    new = shown(told("7", "Unu"), told("8", "Trei"), told("9", "Patru"))
    assert identified(new, before, "", PROVIDER).identity == ""


def test_a_link_of_its_own_names_an_article_whatever_its_guid() -> None:
    before = Marks().after(shown(told("1", "Unu", FRONT + "unu")))
    again = identified(shown(told("2", "Unu", FRONT + "unu")), before, CONTENT, PROVIDER)
    assert all(before.knows(entry) for entry in again.entries.values())


def test_links_that_change_at_each_request_bring_only_what_is_new() -> None:
    first = shown(*(told(str(n), f"Titlul {n}", f"{FRONT}{n}?sid=1") for n in range(4)))
    second = shown(*(told(str(n), f"Titlul {n}", f"{FRONT}{n}?sid=2") for n in range(1, 5)))
    found = identified(second, Marks().after(first), "", PROVIDER)
    fresh = [e.title for e in found.entries.values() if e.id not in found.repeated]
    assert (fresh, found.identity) == (["Titlul 4"], "")


def test_a_headline_that_is_the_same_every_day_is_news_every_day() -> None:
    first = shown(*(told(str(n), "Cursul zilei", f"{FRONT}{n}") for n in range(4)))
    second = shown(*(told(str(n), "Cursul zilei", f"{FRONT}{n}") for n in range(4, 8)))
    assert not identified(second, Marks().after(first), "", PROVIDER).repeated


def test_one_date_for_all_is_the_feeds() -> None:
    one = with_dates(shown(*(told(str(n), f"T{n}", day=1) for n in range(3))))
    assert {entry.dated_by for entry in one.values()} == {"feed"}


def test_dates_of_their_own_are_kept() -> None:
    two = shown(told("1", "Unu", day=1), told("2", "Doi", day=1))
    assert with_dates(two) == two, "two may well be of one moment"
    several = shown(*(told(str(n), f"T{n}", day=n) for n in range(1, 5)))
    assert with_dates(several) == several
    none = shown(*(told(str(n), f"T{n}") for n in range(4)))
    assert with_dates(none) == none
    assert msgspec.structs.asdict(told("1", "Unu"))["dated_by"] == ""
