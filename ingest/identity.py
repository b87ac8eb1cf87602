"""entries → whose names and dates can be believed: guids that change, dates that say nothing. Pure.

An article with a link of its own is named by that; only the others depend on their guids. Links
that change at each request name nothing either, but there is no better name: then what is told
already is not told again.
"""

from collections.abc import Mapping, Sequence

import msgspec

from config.records import Entry
from config.urls import id_of_guid
from ingest.documents import is_of_article
from ingest.marks import Marks, short, words_of

CHURN = 0.5  # of the entries named alike: so many that are known under other names are no chance
ALIKE = 3  # entries from which it is no chance: one date for all, old words under new links
CONTENT = "content"  # what names the entries of a feed whose guids change


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """Entries by their ids; those `repeated` were told before, under another guid or link."""

    entries: dict[str, Entry]
    identity: str = ""
    repeated: frozenset[str] = frozenset()


def identified(
    entries: Mapping[str, Entry], before: Marks, identity: str, provider: str
) -> Identified:
    """The entries of a response, named by their content once their guids have changed."""
    named = {entry.id: entry for entry in with_dates(entries).values()}
    linked: list[Entry] = []
    guided: list[Entry] = []
    for entry in named.values():
        (guided if by_guid(entry) else linked).append(entry)
    repeated = frozenset(entry.id for entry in renamed(linked, before, ALIKE))
    if identity == CONTENT:
        return Identified(entries=by_content(named, provider), identity=CONTENT, repeated=repeated)
    again = renamed(guided, before, 1)
    if not again:
        return Identified(entries=named, repeated=repeated)
    repeated |= {content_id(entry, provider) for entry in again}
    return Identified(entries=by_content(named, provider), identity=CONTENT, repeated=repeated)


def renamed(entries: Sequence[Entry], before: Marks, least: int) -> list[Entry]:
    """Those that were told before under other names; none where it may be chance.

    Fewer than `least` different ones are: many a headline is the same every day.
    """
    unknown = [entry for entry in entries if not before.showed(entry)]
    if not unknown:  # as nearly always
        return []
    told = {words_of(mark) for marks in (before.last, before.before) for mark in marks.values()}
    again = [entry for entry in unknown if words_of(short(entry)) in told]
    different = len({words_of(short(entry)) for entry in again})
    return again if different >= least and len(again) >= CHURN * len(entries) else []


def by_guid(entry: Entry) -> bool:
    return entry.guid is not None and not is_of_article(entry.url, entry.guid)


def by_content(entries: Mapping[str, Entry], provider: str) -> dict[str, Entry]:
    renamed = (
        msgspec.structs.replace(entry, id=content_id(entry, provider)) if by_guid(entry) else entry
        for entry in entries.values()
    )
    return {entry.id: entry for entry in renamed}


def content_id(entry: Entry, provider: str) -> str:
    return id_of_guid(provider, f"{entry.title}\n{entry.html}")


def with_dates(entries: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """The same; where all entries bear one date, it is marked as the feed's and not theirs."""
    dates = {entry.published_at or entry.updated_at for entry in entries.values()}
    if len(entries) < ALIKE or len(dates) > 1 or dates == {None}:
        return entries
    return {
        name: msgspec.structs.replace(entry, dated_by="feed") for name, entry in entries.items()
    }
