"""How long a server says that its answer stays fresh: RFC 9111, sections 4.2 and 5.2. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from ingest.documents import utc

LONGEST = 86_400.0  # seconds; servers also say a year
MAX_AGE = re.compile(r'(?i)(?:^|[,\s])max-age\s*=\s*"?(\d{1,10})')
NEVER = re.compile(r"(?i)(?:^|[,\s])(?:no-cache|no-store|must-understand)\b(?!=)")


def fresh_for(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds, at most a day; 0 where the server says nothing, nonsense, or to ask every time."""
    control = headers.get("cache-control", "")
    if NEVER.search(control):
        return 0.0
    found = MAX_AGE.search(control)
    if found:
        return bounded(int(found[1]) - age(headers))
    expires = moment(headers.get("expires", ""))
    if expires is None:  # as nearly always
        return 0.0
    date = moment(headers.get("date", "")) or now
    return bounded((expires - date).total_seconds())


def age(headers: Mapping[str, str]) -> int:
    """How old the answer was when its cache gave it out."""
    told = headers.get("age", "").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0  # noqa: PLR2004


def moment(told: str) -> datetime | None:
    """An HTTP date; nothing of `0`, `-1` and other ways to say that it is over."""
    if not told:
        return None
    try:
        return utc(parsedate_to_datetime(told))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST)
