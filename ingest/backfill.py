"""gap ─▶ older pages of a feed: where they are, and what of them came between two polls. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from config.records import Entry
from ingest.documents import ParsedFeed
from ingest.marks import Marks
from ingest.standing import home_of

DOCUMENTS = 3  # that one gap is worth: some sixty entries, in a quiet minute
PAUSE = 1.0  # seconds between two of them, as between two pages
PATIENCE = 20.0  # seconds after which no other one is asked for: the feed's lease ends
LATE = (
    86_400.0  # seconds that a date may lie before the last poll: dates are set when writing begins
)

Filled = Literal["filled", "partly", "unfilled"]


def next_older(document: ParsedFeed, url: str, page: int) -> str:
    """Where entries older than these are (RFC 5005; WordPress, by its own word); else nothing.

    `page` counts the documents asked for so far. Nobody is led away from the feed's own domain.
    """
    for place in document.older:
        if home_of(place) == home_of(url) and place != url:
            return place
    if document.generator.lower().startswith(("wordpress", "https://wordpress.org")):
        return paged(url, page + 2)
    return ""


def paged(url: str, page: int) -> str:
    """The same address with WordPress's number of a page of older posts."""
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(page))])))


def overlaps(entries: Sequence[Entry], before: Marks) -> bool:
    """Something of these was seen before: the gap ends here."""
    return any(before.showed(entry) for entry in entries)


def between(entries: Sequence[Entry], before: Marks, since: datetime) -> list[Entry]:
    """What may have come and gone since the last poll: what is dated later, or stands above all
    that was known. An archive also holds what was old when the feed was first asked."""
    known = next((i for i, entry in enumerate(entries) if before.showed(entry)), len(entries))
    return [
        entry
        for place, entry in enumerate(entries)
        if not before.showed(entry)
        and (entry.published_at >= since if entry.published_at else place < known)
    ]


def of_sections(entries: Sequence[Entry], shown: Sequence[Entry]) -> tuple[Entry, ...]:
    """Of a whole site's news those of the sections that a feed shows."""
    sections = {section_of(entry.url) for entry in shown}
    return tuple(entry for entry in entries if section_of(entry.url) in sections)


def section_of(url: str) -> str:
    """The first part of a path that has several."""
    first, _, rest = urlsplit(url).path.lstrip("/").partition("/")
    return first if rest.strip("/") else ""


def word_of(*, overlapped: bool, found: bool) -> Filled:
    if overlapped:
        return "filled"
    return "partly" if found else "unfilled"
