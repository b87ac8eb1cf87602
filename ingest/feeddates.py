"""Dates as feeds of other languages write them, which feedparser gives up on. Pure."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from ingest.documents import utc

# Month names of the languages in config/feeds.toml that are not English, by their first letters.
MONTHS = (
    ("ian", "gen", "ene", "janv"),
    ("feb", "fév", "fev"),
    ("mar", "mär", "maa", "mrz"),
    ("apr", "avr", "abr"),
    ("mai", "mag", "may", "mei"),
    ("iun", "giu", "jun", "juin"),
    ("iul", "lug", "jul", "juil"),
    ("aug", "ago", "aoû", "aou"),
    ("sep", "set", "sept"),
    ("oct", "ott", "okt", "out"),
    ("noi", "nov"),
    ("dec", "dic", "déc", "dez"),
)
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NUMBERS = {start: name for starts, name in zip(MONTHS, ENGLISH, strict=True) for start in starts}
SPOKEN = re.compile(
    r"(\d{1,2})\.?(?:\s+de)?\s+([^\W\d_]{3,12})\.?,?(?:\s+de)?\s+((?:19|20|21)\d{2})(?!\d),?"
    r"(?:\s+(\d{1,2}:\d{2}(?::\d{2})?)\s*([+-]\d{4}|[A-Z]{1,4})?)?"
)
LONGEST = 100  # characters of a date


def spoken_moment(text: str) -> datetime | None:
    """`Lun, 22 noiembrie 2026 10:00:00 +0200` → the moment in UTC; nothing of what is no date."""
    found = SPOKEN.search(text[:LONGEST])
    month = found and (NUMBERS.get(found[2].lower()[:4]) or NUMBERS.get(found[2].lower()[:3]))
    if not found or not month:
        return None
    day, year, clock, zone = found[1], found[3], found[4] or "00:00", found[5] or "+0000"
    try:
        return utc(parsedate_to_datetime(f"{day} {month} {year} {clock} {zone}"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
