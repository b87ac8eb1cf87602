"""entries → whose names and dates can be believed: guids that change, dates that say nothing. Pure.

An article with a link of its own is named by that; only the others depend on their guids.
"""

from collections.abc import Mapping

import msgspec

from config.records import Entry
from config.urls import id_of_guid
from ingest.documents import is_of_article
from ingest.marks import Marks, id_mark, short

CHURN = 0.5  # of the entries named by guids: so many that are known under other names are no chance
ALIKE = 3  # entries from which one date for all is the time at which the feed was made
CONTENT = "content"  # what names the entries of a feed whose guids change


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """Entries by their ids; those `repeated` were told before, under another guid."""

    entries: dict[str, Entry]
    identity: str = ""
    repeated: frozenset[str] = frozenset()


def identified(
    entries: Mapping[str, Entry], before: Marks, identity: str, provider: str
) -> Identified:
    """The entries of a response, named by their content once their guids have changed."""
    named = {entry.id: entry for entry in with_dates(entries).values()}
    if identity == CONTENT:
        return Identified(entries=by_content(named, provider), identity=CONTENT)
    told = {*before.last.values(), *before.before.values()}
    renamed = [e for e in named.values() if is_renamed(e, before, told) and by_guid(e)]
    if not renamed or len(renamed) < CHURN * sum(map(by_guid, named.values())):
        return Identified(entries=named)
    repeated = frozenset(content_id(entry, provider) for entry in renamed)
    return Identified(entries=by_content(named, provider), identity=CONTENT, repeated=repeated)


def by_guid(entry: Entry) -> bool:
    return entry.guid is not None and not is_of_article(entry.url, entry.guid)


def is_renamed(entry: Entry, before: Marks, told: set[int]) -> bool:
    """Its very content was told before, and nothing under its name."""
    mark = id_mark(entry.id)
    return mark not in before.last and mark not in before.before and short(entry) in told


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
