"""The words by which pages that are no story give themselves away: config/pagekinds.toml, compiled.

Public: a pattern for each list, and `is_lost` and `is_lock`, which read words that have to meet in
one sentence.
"""

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

WORDS = tomllib.loads((files("config") / "pagekinds.toml").read_text("utf-8"))
SENTENCES = re.compile(r"(?<=[.!?。！？])\s*|\n")
BUTTON_CHARS = 12  # of a line that only names where it leads
LINE_CHARS = 160  # of a sentence that locks a page or regrets it; stories say more in one


def any_of(words: Iterable[str], before: str = "", after: str = "") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(words)}){after}", re.IGNORECASE)


def in_small(words: Iterable[str]) -> re.Pattern[str]:
    """For text in small letters alone: several times as fast over long texts."""
    return re.compile("|".join(words))


OOPS = r"^\W*(?:(?:ups|oops|oups|hoppla|hoppá|vaya|ops|oeps|упс|hay aksi|sorry|404)\b\W*)*"
LOST = any_of(WORDS["lost"], before=OOPS)
# Of small letters, like all that is read over whole texts:
SOUGHT, GONE, NOT = (in_small(WORDS[name]) for name in ("sought", "gone", "not"))
REMOVED = in_small(WORDS["removed"])
CONSENT = tuple(map(in_small, WORDS["consent"].values()))
LOCK = in_small((*WORDS["lock"], *WORDS["metered"]))
SUBSCRIBERS, READING, ELSEWHERE = (
    in_small(WORDS[name]) for name in ("subscribers", "reading", "elsewhere")
)
PAID = any_of(WORDS["labels"], before=r"^\W*", after=r"\W*$")  # the whole of a label
PAID_OR_SLOT = any_of((*WORDS["labels"], *WORDS["slots"]), before=r"^\W*", after=r"\W*$")
PAID_FIRST = any_of(
    (*WORDS["labels"], *WORDS["slots"]),
    before=r"^\W*",
    after=r"(?:\s*[:|–—)\]]|\s+-\s|(?<=\))\s)",
)
PAID_LAST = any_of(WORDS["last"], before="^", after="$")
MORE = any_of(WORDS["more"]).pattern + r"\b"
BROKEN_OFF = re.compile(  # a sign at the end of a line; such a word alone on it, or behind all
    rf"…\W*$|^(?:.{{40,}})?\W*\.\.\.\W*$|^{MORE}\W*(?:\w+\W*){{0,5}}$|\s{MORE}\W*$",
    re.IGNORECASE,
)
NO_SCRIPT = any_of(WORDS["no_script"])


def is_lost(text: str) -> bool:
    """Whether a sentence says that what was sought is not there."""
    return any(
        SOUGHT.search(one) and (REMOVED.search(one) or (GONE.search(one) and NOT.search(one)))
        for one in lines_of(text.lower())
    )


def is_lock(text: str) -> bool:
    """Whether a short line says that the rest is for those who pay."""
    small = text.lower()
    return bool(LOCK.search(small)) or any(
        SUBSCRIBERS.search(one) and READING.search(one) and not ELSEWHERE.search(one)
        for one in (*small.split("\n"), *SENTENCES.split(small))
        if is_short(one)
    )


def locks_among(text: str) -> list[str]:
    """The short lines of a page that speak of subscribers, as they stand."""
    lines = (line.strip() for line in text.split("\n"))
    return [one for one in lines if is_short(one) and SUBSCRIBERS.search(one.lower())]


def is_short(sentence: str) -> bool:
    return BUTTON_CHARS <= len(sentence) <= LINE_CHARS


def lines_of(text: str) -> list[str]:
    return [one for one in SENTENCES.split(text) if is_short(one)]
