"""The poller's day: leases what is due, lets a bounded number of polls and fetches run, and stops.

One of the two places where everything is caught: around one poll, one entry.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from time import monotonic
from typing import Any, NamedTuple

import msgspec
from kafka.errors import KafkaError

from config.metrics import POLL_LATENESS, POLLS
from config.moments import now_ms
from ingest.declared import Declared
from ingest.errors import IngestError, Unreachable
from ingest.frontier import Errand, Leased, Revisit
from ingest.history import was_slow
from ingest.memory import Memory
from ingest.poller import Poller
from ingest.roster import Forgotten
from ingest.schedule import rest_after
from ingest.sender import Sender
from ingest.turn import Turn
from ingest.upkeep import Upkeep

log = logging.getLogger(__name__)

POLLS_AT_ONCE = 256  # a poll mostly waits; their bodies, at most 10 MiB each, mostly .05, are held
SLOW_AT_ONCE = 64  # of those, polls of feeds that were slow the last time: they keep off no other
LATER = 5000  # ms until a slow feed that found no room is looked at again
PAGES_AT_ONCE = 64
UNHURRIED = 1.0  # seconds after which a poll under way no longer takes a prompt one's place
UNHURRIED_AT_ONCE = 512  # such polls, which bring little in a second, beside the others
IDLE = 0.1  # seconds until an empty lease is asked again
GATHERED = 0.02  # seconds in which entries gather behind a lease that took all there were
KAFKA_PAUSE = 1.0
LAST_WORDS = 2.0  # seconds for what is under way when the process is told to stop

NOTHING = Leased((), IDLE)

Work = Coroutine[Any, Any, None]


class Started(NamedTuple):
    """A piece of work: when it began, and how its lease is given back should it not end."""

    at: float
    give_back: Callable[[], Awaitable[object]]


class Slots:
    """A bounded number of pieces of work under way, and of slow ones beside them."""

    def __init__(self, most: int, slow: int = 0) -> None:
        self._most, self._slow, self._ended = most, slow, asyncio.Event()
        self.under_way: dict[asyncio.Task[None], Started] = {}

    def free(self, share: float = 1.0) -> int:
        """How many more may begin; none until a quarter is free, so that a lease brings many."""
        most = int(self._most * share)
        free = max(0, most - self._prompt())
        return free if free >= most / 4 else 0

    def _prompt(self) -> int:
        """Those under way that take a place: the oldest, which come first, do not for ever."""
        edge = monotonic() - UNHURRIED
        begun = enumerate(work.at for work in self.under_way.values())
        slow = next((place for place, at in begun if at > edge), len(self.under_way))
        return len(self.under_way) - min(slow, self._slow)

    @property
    def room(self) -> bool:
        return self._prompt() < self._most

    def start(self, work: Work, give_back: Callable[[], Awaitable[object]]) -> None:
        """Begin; `give_back` returns its lease, should it not end in time."""
        task = asyncio.create_task(work)
        self.under_way[task] = Started(monotonic(), give_back)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self.under_way.pop(task, None)
        self._ended.set()

    async def pause(self, seconds: float) -> None:
        """Until a piece of work ends, which may make room for another, or so long."""
        self._ended.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)

    async def drain(self, seconds: float) -> None:
        """Let what is under way end; what does not is cancelled and given back."""
        left = dict(self.under_way)
        if left:
            await asyncio.wait(left, timeout=seconds)
        unfinished = [work.give_back for task, work in left.items() if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.gather(*(back() for back in unfinished), return_exceptions=True)


class Rounds:
    """Feeds, entries, and what looks after them."""

    def __init__(
        self,
        poller: Poller,
        memory: Memory,
        declared: Declared,
        upkeep: Upkeep,
        sender: Sender,
    ) -> None:
        self._poller, self._memory, self._declared = poller, memory, declared
        self._upkeep, self._sender = upkeep, sender
        self._polls, self._pages = Slots(POLLS_AT_ONCE, UNHURRIED_AT_ONCE), Slots(PAGES_AT_ONCE)
        self._slow = Slots(SLOW_AT_ONCE)

    async def stop(self) -> None:
        """End what is under way within seconds; leases of what does not end are given back."""
        lanes = (self._polls, self._slow, self._pages)
        await asyncio.gather(*(lane.drain(LAST_WORDS) for lane in lanes))

    # ── feeds ──

    async def feeds(self) -> None:
        """Ask feeds when they are due, as many as the pressure allows."""
        feeds, pages = await self._memory.reclaim()
        log.info("leases_reclaimed", extra={"feeds": feeds, "pages": pages})
        while True:
            self._upkeep.pulse.turn("feeds")
            room = self._polls.free(0 if self._sender.away() else self._upkeep.opening)
            turns = await self._turns(room) if room else []
            for turn in turns:
                await self._begin(turn)
            if not room:
                await self._polls.pause(IDLE)
            elif len(turns) < room:
                await asyncio.sleep(IDLE)

    async def _turns(self, room: int) -> list[Turn]:
        try:
            return await self._memory.turns(room)
        except Forgotten:
            log.warning("redis_has_forgotten", extra={"reading": "articles.ledger"})
            self._upkeep.pulse.rest("feeds")  # all of the ledger
            await self._upkeep.restore()
            return []

    async def _begin(self, turn: Turn) -> None:
        lane = self._slow if was_slow(turn.history) else self._polls
        if not lane.room:
            later = msgspec.structs.replace(turn, due=now_ms() + LATER)
            await self._memory.put_off(later)
            return
        POLL_LATENESS.observe((now_ms() - turn.due) / 1000)
        lane.start(self._poll(turn), lambda: self._memory.roster.release(turn))

    async def pushed(self, name: str, body: bytes, content_type: str) -> str:
        """Take in what a hub has pushed of a feed; a word for how it went."""
        feed = self._declared.asked.get(name)
        if feed is None:
            return "unknown"
        turn = None if self._sender.away() else await self._memory.take(name)
        if turn is None:
            return "busy"
        try:
            return await self._poller.push(feed, turn, body, content_type)
        except IngestError:
            await self._memory.put_off(turn)
            return "not_a_feed"
        except KafkaError as error:
            await kafka_away(error)
            await self._memory.put_off(turn)
            return "busy"

    async def _poll(self, turn: Turn) -> None:
        feed = self._declared.asked.get(turn.feed)
        if feed is None:
            return  # declared no more, or to another poller; the next sync settles it
        try:
            result = await self._poller.poll(feed, turn)
        except IngestError as error:
            result = await self._poller.give_up(feed, turn, error)
        except KafkaError as error:
            await kafka_away(error)
            result = "kafka"
        except Exception as error:
            log.exception("poll_broken", extra={"feed": feed.id, "error": repr(error)})
            result = await self._poller.give_up(feed, turn, Unreachable("protocol", repr(error)))
        POLLS.labels(result).inc()

    # ── entries ──

    async def entries(self) -> None:
        """Bring in what waits on the frontier, politely."""
        while True:
            self._upkeep.pulse.turn("entries")
            room = 0 if self._sender.away() else self._pages.free()
            leased = await self._memory.errands(room) if room else NOTHING
            for errand in leased.errands:
                give_back = release(self._memory, errand)
                self._pages.start(self._run(errand), give_back)
            if not leased.errands:
                await self._pages.pause(leased.wait)
            elif len(leased.errands) < room:
                await asyncio.sleep(GATHERED)

    def _run(self, errand: Errand) -> Work:
        return self._look(errand) if isinstance(errand, Revisit) else self._bring_in(errand)

    async def _bring_in(self, errand: Errand) -> None:
        try:
            await self._poller.bring_in(errand)
        except IngestError as error:
            await self._memory.retry(errand, rest_after(error))
        except KafkaError as error:
            await kafka_away(error)
            await self._memory.frontier.release(errand)
        except Exception as error:
            place = {"article": errand.sighting.entry.id, "error": repr(error)}
            log.exception("entry_broken", extra=place)
            await self._memory.retry(errand, 0)

    async def _look(self, errand: Revisit) -> None:
        try:
            await self._poller.look_again(errand)
        except IngestError as error:
            await self._memory.look_later(errand, rest_after(error))
        except KafkaError as error:
            await kafka_away(error)  # the end of its lease brings it back
        except Exception as error:
            place = {"article": errand.sighting.entry.id, "error": repr(error)}
            log.exception("look_broken", extra=place)
            await self._memory.look_later(errand, 0)


async def kafka_away(error: KafkaError) -> None:
    log.warning("waiting", extra={"on": "kafka", "error": repr(error)})
    await asyncio.sleep(KAFKA_PAUSE)


def release(memory: Memory, errand: Errand) -> Callable[[], Awaitable[object]]:
    return lambda: memory.frontier.release(errand)
