"""text → until when its sender asks that it is not published, where it says so itself.

Nothing is held back for it: the moment stands in the record (ninjs `embargoedUntil`), and readers
do what they have agreed with the sender.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

import msgspec

from config.published import Rights
from streams.letters import Page, plain
from streams.marks import Mark

FIRST, LAST = 400, 300  # characters of headline and body, and of its end, where it is said
WORD = re.compile(r" (?:embargo\w*|sperrfrist|sperrvermerk|эмбарго|ембарго|حظر النشر) ")
TIME = re.compile(r"\b([01]?\d|2[0-3])(?:[:.h]([0-5]\d)| ?(?:Uhr|h)\b)(?:\s*([ap])\.?m\b)?", re.I)
ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
DAY_FIRST = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](20\d\d)\b")
NAMED = re.compile(r"\b(\d{1,2})\.?(?:\s+de)?\s+([^\W\d_]{3,})\.?,?(?:\s+de)?\s+(20\d\d)\b")
MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,})\.?\s+(\d{1,2}),?\s+(20\d\d)\b")
ZONES = {"GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
         "EEST": 3, "EST": -5, "EDT": -4, "MSK": 3}  # fmt: skip
ZONE = re.compile(rf"\b({'|'.join(ZONES)})\b")
REACH = 120  # characters behind the word in which the moment stands
MONTHS = {  # the first letters by which en, ro, de, fr, es, it and pt tell them apart
    1: "jan ian ene gen", 2: "feb fev", 3: "mar", 4: "apr avr abr", 5: "may mai mag",
    6: "jun iun juin giu", 7: "jul iul juil lug", 8: "aug aou ago", 9: "sep set",
    10: "oct okt ott out", 11: "nov noi", 12: "dec dez dic",
}  # fmt: skip


class Embargo(msgspec.Struct, frozen=True):
    until: str  # RFC 3339, UTC
    mark: Mark


def embargo(page: Page, published: datetime | None) -> Embargo | None:
    """The moment that the text names behind the word; a time alone is of the day of publication."""
    for found in WORD.finditer(page.plain):
        start = found.start()  # plain is one letter ahead, and the word begins behind a blank
        at_edge = start < page.body_at + FIRST or start > len(page.text) - LAST
        opens = not page.text[:start].rpartition("\n")[2].strip(" *#-–—([")
        line = page.text[start : start + REACH].partition("\n")[0]
        until = moment(line, published) if at_edge and opens else None
        if until:
            return Embargo(until, Mark("embargo", start, start + len(line.rstrip())))
    return None


def moment(line: str, published: datetime | None) -> str | None:
    """A day and a time, UTC without a zone; nothing where there is no time, or no such day."""
    day, rest = day_in(line, published)
    time = TIME.search(rest)
    if not time or not day:
        return None
    hour = int(time[1]) % 12 + 12 * (time[3].lower() == "p") if time[3] else int(time[1])
    zone = ZONE.search(line)
    zoned = timezone(timedelta(hours=ZONES[zone[1]])) if zone else UTC
    try:
        until = datetime(*day, hour, int(time[2] or 0), tzinfo=zoned)
    except ValueError:
        return None
    return until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Day = tuple[int, int, int]


def day_in(line: str, published: datetime | None) -> tuple[Day | None, str]:
    """The day a line names, or that of publication; and the line without it."""
    for pattern, order in ((ISO, (1, 2, 3)), (DAY_FIRST, (3, 2, 1))):
        if found := pattern.search(line):
            year, month, day = (int(found[group]) for group in order)
            return (year, month, day), line.replace(found[0], " ")
    for pattern, order in ((NAMED, (3, 2, 1)), (MONTH_FIRST, (3, 1, 2))):
        if (found := pattern.search(line)) and (known := month_of(found[order[1]])):
            return (int(found[order[0]]), known, int(found[order[2]])), line.replace(found[0], " ")
    return ((published.year, published.month, published.day) if published else None), line


def month_of(name: str) -> int | None:
    letters = plain(name).strip()
    return next(
        (month for month, starts in MONTHS.items() if letters.startswith(tuple(starts.split()))),
        None,
    )


def with_embargo(rights: Rights, said: Embargo | None) -> tuple[Rights, tuple[Mark, ...]]:
    """What the article's page or feed says comes first, then what its text says, with its words."""
    if said is None or rights.embargo:
        return rights, ()
    return msgspec.structs.replace(rights, embargo=said.until), (said.mark,)
