"""What a poll leaves behind in Redis: facts, marks, the next time. Pure."""

import msgspec

from config.feeds import Feed
from config.records import Entry
from ingest.asking import Response
from ingest.errors import IngestError, RateLimited
from ingest.known import Reserved
from ingest.marks import Marks
from ingest.roster import Save, Turn
from ingest.schedule import next_poll
from ingest.sighting import Sighting, excluded
from ingest.trust import trust_after

WHY = 300  # characters of an error


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What of a complete response is new or changed."""

    wanted: tuple[Sighting, ...] = ()
    unwanted: tuple[Sighting, ...] = ()  # excluded by the feed's own rules
    marks: Marks | None = None
    settled: bool = True
    gap: bool = False


def news(feed: Feed, entries: dict[str, Entry], before: Marks, reserved: Reserved) -> News:
    """The sightings of a response, and the marks after it.

    A response without entries changes nothing: an empty feed takes nothing back. What another
    feed is just bringing gets no mark: it is looked at again at the next poll.
    """
    if not entries:
        return News()
    shown = {name: entry for name, entry in entries.items() if name not in reserved.later}
    marks = before.after(shown)
    return News(
        wanted=tuple(s for s in reserved.sightings if not excluded(feed, s.entry)),
        unwanted=tuple(s for s in reserved.sightings if excluded(feed, s.entry)),
        marks=marks,
        settled=reserved.settled,
        gap=before.gap(marks),
    )


def answered(  # noqa: PLR0913  clock and chance beside what was found
    feed: Feed, turn: Turn, response: Response, told: News, *, now: int, draw: float
) -> Save:
    """After an answer. Validators are kept back while the response is not settled, or torn."""
    minutes = response.document.ttl_minutes if response.document else None
    ttl = turn.ttl if response.document is None else 60 * (minutes or 0)
    due = next_poll(feed.min_interval_seconds, now=now, draw=draw, ttl=ttl)
    facts = polled(now, due, str(response.status), result(response, told))
    facts |= {"failures": "0", "why": "", "ttl": str(ttl)}
    if told.settled and response.whole:
        validators = {"etag": response.etag, "last_modified": response.last_modified}
        facts |= validators | {"body": response.body}
    if response.document:
        entries = len(response.document.entries)
        facts |= {"title": response.document.title[:WHY], "entries": str(entries)}
        facts["trust"] = str(trust_after(turn.trust, response.document))
    if told.wanted:
        facts["news"] = str(now)
    return Save(
        due=due,
        facts=facts,
        marks=told.marks,
        sightings=told.wanted,
        ended=told.unwanted,
        gap=told.gap,
    )


def result(response: Response, told: News) -> str:
    """One word for how the poll went: the label of wiredesk_feed_polls_total."""
    if told.wanted or told.unwanted:
        return "news"
    return "not_modified" if response.body and not response.document else "no_news"


def failed(feed: Feed, turn: Turn, error: IngestError, *, now: int, draw: float) -> Save:
    """After no answer, or none that is a feed: later, and later still the next time."""
    failures = turn.failures + 1
    wish = error.retry_after if isinstance(error, RateLimited) else None
    due = next_poll(
        feed.min_interval_seconds, now=now, draw=draw, failures=failures, retry_after=wish or 0
    )
    facts = polled(now, due, "", error.result)
    facts |= {"failures": str(failures), "why": error.why[:WHY]}
    return Save(due=due, facts=facts, failing=True)


def polled(now: int, due: int, status: str, result: str) -> dict[str, str]:
    return {"polled": str(now), "next": str(due), "status": status, "result": result}
