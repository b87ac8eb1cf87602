"""The last polls of a feed, as its own short memory and for `wiredesk feeds why`. Pure."""

import struct
from collections.abc import Sequence

import msgspec

KEPT = 20
ENTRY = struct.Struct("<IHHHB")
# Words by their place: new ones go to the end, since stored histories hold the places.
WORDS = (
    "ok", "unchanged", "timeout", "dns", "connect", "tls", "protocol", "server_error",
    "rate_limited", "client_error", "gone", "forbidden", "bad_url", "too_large", "content_type",
    "encoding", "redirects", "not_a_feed", "news", "no_news", "not_modified", "quarantined",
)  # fmt: skip
PLACES = {word: place for place, word in enumerate(WORDS)}
UNKNOWN = 255
SLOW = 5000  # ms
DAY = 86_400_000  # ms


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """One poll: when (s), how it went, the status, how many entries were new, how long (ms)."""

    at: int
    result: str
    status: int = 0
    news: int = 0
    took: int = 0


def counted(days: str, now: int, *, answered: bool, gap: bool = False) -> str:
    """The days with one more poll at `now` (ms): the last two that there are, the newest first.

    `day:polls:answered:gaps` each, days (UTC) counted since 1970: the audit reads them by itself.
    """
    number = now // DAY
    known = {day.partition(":")[0]: day for day in days.split()}
    told = known.get(str(number), f"{number}:0:0:0").split(":")
    polls, ok, gaps = map(int, told[1:])
    today = f"{number}:{polls + 1}:{ok + answered}:{gaps + gap}"
    return " ".join(filter(None, (today, known.get(str(number - 1)))))


def appended(history: bytes, poll: Poll) -> bytes:
    """The history with this poll behind its last ones."""
    place = PLACES.get(poll.result, UNKNOWN)
    made = ENTRY.pack(poll.at, capped(poll.status), capped(poll.news), capped(poll.took), place)
    return (sound(history) + made)[-KEPT * ENTRY.size :]


def polls(history: bytes) -> Sequence[Poll]:
    """The polls of a stored history, oldest first."""
    return [
        Poll(at=at, result=WORDS[p] if p < len(WORDS) else "unknown", status=s, news=n, took=t)
        for at, s, n, t, p in ENTRY.iter_unpack(sound(history))
    ]


def was_slow(history: bytes) -> bool:
    """The last poll took long, or longer than anybody waits."""
    last = polls(history[-ENTRY.size :])
    return any(poll.took >= SLOW or poll.result == "timeout" for poll in last)


def sound(history: bytes) -> bytes:
    """Nothing of what has another making."""
    return b"" if len(history) % ENTRY.size else history


def capped(count: int) -> int:
    return min(max(count, 0), 0xFFFF)
