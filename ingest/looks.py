"""page looked at again → what has become of it, and when it is looked at the next time. Pure."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from ingest.errors import IngestError
from ingest.pagetext import PageText

CONFIRM = (
    60.0  # seconds until a page that differs is looked at again: is it so, or at every request?
)
RESTLESS = 2  # times that it differed from itself, after which it is let be
SHRUNK = 0.5  # of its text: what has lost more has been taken down or put behind a wall
NOT_FOUND = "status 404"

Word = Literal[
    "begun", "unchanged", "differs", "changed", "restless", "shrunk", "moved", "withdrawn", "failed"
]


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """A page that was sent, as it was then; `candidate` is another text, seen once."""

    start: int  # ms; when it was sent
    mark: str  # empty where a lost Redis has forgotten it
    size: int
    url: str  # where it was found in the end
    etag: str = ""
    last_modified: str = ""
    candidate: str = ""
    unrest: int = 0


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How the page looks by now; `due` (ms) of the next look, None when there is none."""

    word: Word
    due: int | None
    facts: Mapping[str, str] = {}
    polite: float = 0  # s that the host wants between two requests
    rest: float = 0  # s for which it wants to be left alone


def next_look(start: int, steps: Sequence[float], now: int) -> int | None:
    """The next step (ms) of the schedule; those that were missed are left out."""
    dues = (start + round(1000 * step) for step in steps)
    return next((due for due in dues if due > now), None)


def compared(watch: Watch, text: PageText, url: str) -> Word:
    """What this page is to the one that was sent."""
    if url != watch.url:
        return "moved"  # to a front page, a login: no correction
    if text.mark == watch.mark:
        return "unchanged"
    if text.size < SHRUNK * watch.size:
        return "shrunk"
    if text.mark == watch.candidate:
        return "changed"  # seen twice: not another one at every request
    return "restless" if watch.candidate else "differs"


def look_of(watch: Watch, word: Word, text: PageText, steps: Sequence[float], now: int) -> Look:
    """The look at a page that came. Only one that differs is looked at again before its time."""
    due = next_look(watch.start, steps, now)
    if word == "differs":
        soon = now + round(1000 * min(CONFIRM, *steps))
        return Look(word=word, due=soon, facts={"candidate": text.mark})
    facts = {"candidate": ""}
    if word == "changed":
        facts |= {"mark": text.mark, "size": str(text.size), "pmark": "", "pms": ""}
    if word == "restless":
        facts |= {"unrest": str(watch.unrest + 1)}
        due = due if watch.unrest + 1 < RESTLESS else None
    return Look(word=word, due=due, facts=facts)


def look_without(watch: Watch, error: IngestError, steps: Sequence[float], now: int) -> Look:
    """The look at a page that did not come: later again, unless it is gone."""
    if error.result == "gone" or error.why == NOT_FOUND:
        return Look(word="withdrawn", due=None)
    return Look(word="failed", due=next_look(watch.start, steps, now))
