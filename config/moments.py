"""Moments as text: RFC 3339, UTC, milliseconds, always 24 characters, so that they sort as text."""

import time
from datetime import UTC, datetime


def moment(ms: int) -> str:
    """Milliseconds since the epoch → `2017-11-03T08:31:05.117Z`."""
    whole = datetime.fromtimestamp(ms // 1000, UTC)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"


def milliseconds(moment: str) -> int:
    """`2017-11-03T08:31:05.117Z` → milliseconds since the epoch."""
    then = datetime.fromisoformat(moment)
    return int(then.replace(microsecond=0).timestamp()) * 1000 + then.microsecond // 1000


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def now_moment() -> str:
    return moment(now_ms())
