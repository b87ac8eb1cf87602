"""Dates as people write them, in several languages, which feedparser gives up on. Pure.

Days and months in figures alone are left: nobody knows which is which.
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from ingest.documents import utc

# Month names of the languages in config/feeds.toml that are not English, by their first letters.
MONTHS = (
    ("jan", "ian", "gen", "ene", "janv"),
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
DAY = r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?"
MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
YEAR = r"(?P<year>(?:19|20|21)\d{2})(?!\d)"
CLOCK = (
    r"(?:[\s,-]{1,4}(?:(?:at|à|ora|um)\s)?(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)\s?"
    r"(?P<half>[apAP]\.?[mM]\b\.?)?\s?(?P<zone>[+-]\d{4}|[A-Z]{1,4})?)?"
)
SPOKEN = (
    re.compile(rf"{DAY}(?:\sde)?\s{MONTH},?(?:\sde)?\s{YEAR}{CLOCK}"),
    re.compile(rf"{MONTH}\s{DAY},?\s{YEAR}{CLOCK}"),
)
LONGEST = 100  # characters of a date


def spoken_moment(text: str) -> datetime | None:
    """`Lun, 22 noiembrie 2026 10:00:00 +0200` → the moment in UTC; nothing of what is no date."""
    line = " ".join(text[:LONGEST].split())
    for order in SPOKEN:
        found = order.search(line)
        month = month_of(found["month"].lower()) if found else None
        if found and month:
            return told(found, month)
    return None


def month_of(name: str) -> str | None:
    return NUMBERS.get(name[:4]) or NUMBERS.get(name[:3])


def told(found: re.Match[str], month: str) -> datetime | None:
    clock, zone = found["clock"] or "00:00", found["zone"] or "+0000"
    try:
        moment = parsedate_to_datetime(f"{found['day']} {month} {found['year']} {clock} {zone}")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    half = (found["half"] or "")[:1].lower()
    if half:  # 12 am is midnight, 12 pm is noon
        moment = moment.replace(hour=moment.hour % 12 + (12 if half == "p" else 0))
    return utc(moment)
