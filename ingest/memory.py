"""Redis as the poller knows it: schedule, marks and frontier, waited for while it is away."""

from collections.abc import Sequence

from redis.asyncio import Redis

from config.feeds import Feed
from config.health import Pulse
from config.metrics import ENTRIES, GAPS, LOOKS, SEEN
from config.moments import now_ms
from config.patience import patiently
from config.records import Entry
from config.settings import Settings
from ingest.aliases import aliases_of
from ingest.frontier import Errand, Frontier, Leased, Revisit
from ingest.known import Known, Reserved
from ingest.looks import Look, next_look
from ingest.marks import Marks
from ingest.pagetext import PageText
from ingest.raw import Page
from ingest.roster import Roster
from ingest.sighting import Sighting, text_of
from ingest.turn import Save, Turn
from ingest.watches import Watches

POLL_LEASE = 3.0  # deadlines of a request, of which an audit makes two; then others take over


class Memory:
    """Every call is idempotent, so that one whose answer was lost can be made again."""

    def __init__(self, client: "Redis", settings: Settings, pulse: Pulse, owner: str = "") -> None:
        lease = POLL_LEASE * settings.fetch_seconds
        self.roster = Roster(client, settings.prefix, lease, owner)
        self.frontier = Frontier(client, settings, owner)
        self.watches = Watches(client, settings)
        self._known, self._pulse = Known(client, settings.prefix), pulse

    async def sync(self, feeds: Sequence[Feed]) -> int:
        return await patiently(lambda: self.roster.sync(feeds), self._pulse)

    async def reclaim(self) -> tuple[int, int]:
        """Give back what this poller held when it died: so many feeds and pages."""
        feeds = await patiently(self.roster.reclaim, self._pulse)
        return feeds, await patiently(self.frontier.reclaim, self._pulse)

    async def turns(self, count: int) -> list[Turn]:
        """Feeds that are due. Raises Forgotten."""
        return await patiently(lambda: self.roster.lease(count), self._pulse)

    async def take(self, feed: str) -> Turn | None:
        """One feed out of its turn, unless another has it."""
        return await patiently(lambda: self.roster.take(feed), self._pulse)

    async def put_off(self, turn: Turn) -> None:
        """Give a lease back: others, or this poller later, take it when it is due."""
        await patiently(lambda: self.roster.release(turn), self._pulse)

    async def errands(self, count: int) -> Leased:
        """Entries that may be fetched now."""
        return await patiently(lambda: self.frontier.lease(count), self._pulse)

    async def marks(self, feed: str) -> Marks:
        return await patiently(lambda: self.roster.marks(feed), self._pulse)

    async def reserve(self, feed: Feed, entries: Sequence[Entry]) -> Reserved:
        """A seen_at for each entry that tells something new."""
        if not entries:
            return Reserved()
        return await patiently(lambda: self._known.reserve(feed, entries), self._pulse)

    async def save(self, turn: Turn, save: Save) -> str:
        """The word for how the poll went; `fenced` when its lease had passed to another."""
        if not await patiently(lambda: self.roster.save(turn, save), self._pulse):
            return "fenced"
        SEEN.inc(len(save.sightings) + len(save.ended))
        ENTRIES.labels("filtered").inc(len(save.ended))
        GAPS.inc(save.gap)
        return save.known.result

    async def done(self, errand: Errand, page: Page) -> bool:
        """The broker has it. Without its page the entry brought only the feed's own text."""
        size = text_of(errand.sighting.entry) if page.error else None
        watch = self.watches.begun(errand.sighting, page.fetched, page.read)
        names = aliases_of(errand.sighting.entry, *page.addresses)
        return await patiently(
            lambda: self.frontier.done(errand, page.rest, size, watch, names), self._pulse
        )

    async def seen_again(self, errand: Revisit, read: PageText) -> Sighting | None:
        """The sighting of another text of a page; None when it is another's to bring in."""
        seen = errand.sighting
        found = await patiently(
            lambda: self.watches.seen(seen, errand.token, read.mark), self._pulse
        )
        SEEN.inc(found is not None)
        return found

    async def looked(self, errand: Revisit, look: Look, sent: Sighting | None = None) -> bool:
        """A page was looked at again, and sent again if it had changed."""
        LOOKS.labels(look.word).inc()
        lease, key = (errand.host, errand.token), sent.key if sent else ""
        return await patiently(
            lambda: self.watches.looked(errand.sighting, lease, look, key), self._pulse
        )

    async def look_later(self, errand: Revisit, rest: float) -> None:
        """It could not be looked at: at the next step, when its host has rested."""
        due = next_look(errand.watch.start, self.watches.steps, now_ms())
        await self.looked(errand, Look(word="failed", due=due, rest=rest))

    async def retry(self, errand: Errand, rest: float) -> bool:
        return await patiently(lambda: self.frontier.retry(errand, rest), self._pulse)
