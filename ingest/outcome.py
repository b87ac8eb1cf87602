"""What a poll leaves behind in Redis: facts, marks, the next time. Pure."""

import msgspec

from config.feeds import Feed
from ingest.asking import Response
from ingest.errors import IngestError, RateLimited
from ingest.habit import Habit, habit_after
from ingest.history import Poll, appended, counted
from ingest.known import Reserved
from ingest.marks import Marks
from ingest.schedule import GONE, LONGEST, backed_off, calm, grade, next_poll, rest_after
from ingest.sighting import Sighting, excluded
from ingest.standing import Self, changed
from ingest.trust import trust_after
from ingest.turn import Save, Turn

WHY = 300  # characters of an error
BELIEVED = 3 * 86_400_000  # ms
DRIPPING = 60.0  # seconds between two portions of a sitemap index, of a feed's too many news
STRANGE = 6 * 3600.0  # seconds between two looks at what may be another feed
PROVED = 7 * 86_400_000  # ms in which a hub has told news before a poll found it
RARER, SAFETY_NET = 4.0, 6 * 3600.0  # then polls are so many times rarer, s apart at most
HOMESICK = 4.0  # failures at the new address, after which the old one is asked again
Facts = dict[str, str | int]  # of a Turn, those that are others by now


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What of a complete response is new or changed."""

    wanted: tuple[Sighting, ...] = ()
    unwanted: tuple[Sighting, ...] = ()  # excluded by the feed's own rules
    marks: Marks | None = None
    settled: bool = True
    left: int = 0  # entries that were too many for this poll
    gap: bool = False
    identity: str = ""


def news(
    feed: Feed, after: Marks, reserved: Reserved, *, gap: bool = False, identity: str = ""
) -> News:
    """The sightings of a response, and the marks `after` it.

    A response without entries changes nothing: an empty feed takes nothing back. What has to wait
    gets no mark: it is looked at again at the next poll.
    """
    if not after.last:
        return News()
    return News(
        wanted=tuple(s for s in reserved.sightings if not excluded(feed, s.entry)),
        unwanted=tuple(s for s in reserved.sightings if excluded(feed, s.entry)),
        marks=after if reserved.settled else after.without(reserved.later + reserved.left),
        settled=reserved.settled,
        left=len(reserved.left),
        gap=gap,
        identity=identity,
    )


def doubt(turn: Turn, response: Response) -> str:
    """Why this may be another feed by now, or nothing. Until somebody accepts it, it stays so."""
    if turn.quarantine:
        return turn.quarantine
    about = response.document
    now = Self(
        home=response.home,
        title=about.title if about else "",
        language=(about.language or "") if about else "",
    )
    return changed(turn.known_as, now)


def answered(  # noqa: PLR0913  clock and chance beside what was found
    feed: Feed, turn: Turn, response: Response, told: News, *, now: int, draw: float
) -> Save:
    """After an answer. Validators are kept back while the response is not settled, or torn."""
    doubts = doubt(turn, response)
    habit = habit_after(turn, told.wanted, now)
    usual = usual_wait(turn, response, told, calm_of(feed, habit, now), now)
    at_least = STRANGE if doubts else least_wait(feed, turn, response, told)
    due = next_poll(usual, now=now, draw=draw, at_least=at_least)
    poll = poll_of(response, told, "quarantined" if doubts else result(response, told), now)
    facts = moved(turn, response, now) | ({} if doubts else learned(turn, response, told, now))
    known = msgspec.structs.replace(
        polled(turn, poll, now, gap=told.gap),
        next=due,
        state="quarantined" if doubts else "silent" if habit.silent else "active",
        failures=0,
        why=doubts,
        quarantine=doubts,
        ttl=ttl_of(turn, response),
        rhythm=habit.rhythm,
        hush=habit.hush,
        longest=habit.longest,
        **facts,
    )
    return Save(due=due, known=known, marks=told.marks, sightings=told.wanted,
                ended=told.unwanted, gap=told.gap)  # fmt: skip


def calm_of(feed: Feed, habit: Habit, now: int) -> float:
    return calm(feed.min_interval_seconds, habit.rhythm, now)


def usual_wait(turn: Turn, response: Response, told: News, calm: float, now: int) -> float:
    """Seconds until the next poll, by habit: longer where a hub tells, short amid a big index."""
    if response.more or told.left:
        return min(calm, DRIPPING)
    if served(turn, response, told, now):
        return max(calm, min(RARER * calm, SAFETY_NET))
    return calm


def least_wait(feed: Feed, turn: Turn, response: Response, told: News) -> float:
    """Seconds for which feed and server say that nothing will change, if they are believed."""
    if response.more or told.left or feed.ttl == "ignore":
        return 0.0
    return max(ttl_of(turn, response), response.fresh)


def poll_of(response: Response, told: News, word: str, now: int) -> Poll:
    took = round(1000 * response.took)
    return Poll(
        at=now // 1000, result=word, status=response.status, news=len(told.wanted), took=took
    )


def served(turn: Turn, response: Response, told: News, now: int) -> bool:
    """The feed's hub tells its news in time; a poll that finds some shows that it does not."""
    if told.wanted:
        return response.pushed
    return now - turn.pushed < PROVED


def ttl_of(turn: Turn, response: Response) -> float:
    """The life time that the feed gives itself, in seconds; a 304 says what was said before."""
    if response.document is None:
        return turn.ttl
    return min(60.0 * (response.document.ttl_minutes or 0), LONGEST)


def learned(turn: Turn, response: Response, told: News, now: int) -> Facts:
    """What an answer of the feed itself leaves to know of it."""
    facts: Facts = {"home": response.home, "identity": told.identity or turn.identity}
    facts["left"] = told.left
    if told.settled and response.whole:
        facts |= {"etag": response.etag, "last_modified": response.last_modified}
        facts["body"] = response.body
    if response.document:
        about = response.document
        facts |= {"title": about.title[:WHY], "entries": len(about.entries)}
        facts |= {"language": about.language or turn.language}
        facts["trust"] = trust_after(turn.trust, about)
        facts |= hub_facts(response)
    if response.drip:
        facts["drip"] = response.drip
    if told.wanted:
        facts["news"] = now
        facts["pushed"] = now if response.pushed else 0
        if response.audited:
            facts["liar"] = now
    return facts


def hub_facts(response: Response) -> Facts:
    """Who pushes the feed's news; what a hub hands on need not name it."""
    about = response.document
    if about is None or response.pushed:
        return {}
    return {"hub": about.hubs[0] if about.hubs else "", "topic": about.topic or ""}


def moved(turn: Turn, response: Response, now: int) -> Facts:
    """A move for good is believed when every answer has told it for three days."""
    if not response.moved:
        return {"moved_to": "", "moved_at": 0}
    if response.moved != turn.moved_to:
        return {"moved_to": response.moved, "moved_at": now}
    if now - turn.moved_at < BELIEVED:
        return {}
    return {"address": response.moved, "moved_to": "", "moved_at": 0}


def result(response: Response, told: News) -> str:
    """One word for how the poll went: the label of wiredesk_feed_polls_total."""
    if told.wanted or told.unwanted:
        return "news"
    return "not_modified" if response.body and not response.document else "no_news"


def failed(feed: Feed, turn: Turn, error: IngestError, *, now: int, draw: float) -> Save:
    """After no answer, or none that is a feed: later, and later still the next time."""
    failures = turn.failures + grade(error.result)
    wish = error.retry_after if isinstance(error, RateLimited) else None
    usual = calm(feed.min_interval_seconds, turn.rhythm, now)
    gone = error.result == "gone"
    wait = GONE if gone else backed_off(usual, failures, error.result)
    due = next_poll(wait, now=now, draw=draw, at_least=wish or 0)
    known = msgspec.structs.replace(
        polled(turn, Poll(at=now // 1000, result=error.result), now, answered=False),
        next=due,
        state="gone" if gone else "quarantined" if turn.quarantine else "failing",
        failures=failures,
        why=error.why[:WHY],
        address="" if failures >= HOMESICK else turn.address,
    )
    return Save(due=due, known=known, rest=rest_after(error))


def polled(turn: Turn, poll: Poll, now: int, *, answered: bool = True, gap: bool = False) -> Turn:
    """What each poll leaves to know of a feed."""
    return msgspec.structs.replace(
        turn,
        polled=now,
        status=poll.status,
        result=poll.result,
        history=appended(turn.history, poll),
        days=counted(turn.days, now, answered=answered, gap=gap),
    )
