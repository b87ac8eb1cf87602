"""world ─ poll ─▶ frontier ─ fetch ─▶ articles.raw: the way in, in its order. It decides nothing.

A power failure between any two lines means: again, from the line that was last saved.
"""

from random import random

from config.feeds import Feed
from config.moments import now_ms
from ingest.asking import Asker, Response
from ingest.documents import provider_of
from ingest.errors import IngestError
from ingest.frontier import Errand, Revisit
from ingest.hubs import Hubs
from ingest.identity import identified
from ingest.memory import Memory
from ingest.outcome import News, answered, doubt, failed, news
from ingest.pages import Pages
from ingest.raw import raw_article
from ingest.turn import Turn, declared_as
from ingest.wire import Wire


class Poller:
    """Carries a feed's news to the frontier, and an entry from there to the topic of raw articles.

    `memory` is Redis, waited for as long as it is away; `wire` is Kafka.
    """

    def __init__(
        self, asker: Asker, pages: Pages, memory: Memory, wire: Wire, hubs: Hubs | None = None
    ) -> None:
        self._asker, self._pages = asker, pages
        self._memory, self._wire, self._hubs = memory, wire, hubs

    async def poll(self, feed: Feed, turn: Turn) -> str:
        """Ask one feed and put what is new on the frontier; a word for how it went."""
        turn = declared_as(turn, feed)
        response = await self._asker.ask(feed, turn)
        if self._hubs and not doubt(turn, response):
            await self._hubs.wish(feed, turn, response)
        return await self._take_in(feed, turn, response)

    async def push(self, feed: Feed, turn: Turn, body: bytes, content_type: str) -> str:
        """Take in what the feed's hub has pushed, as if it had been asked for."""
        turn = declared_as(turn, feed)
        response = await self._asker.read(feed, turn, body, content_type)
        return await self._take_in(feed, turn, response)

    async def _take_in(self, feed: Feed, turn: Turn, response: Response) -> str:
        told = await self._news(feed, turn, response)
        await self._wire.tell(told.wanted, told.unwanted)  # the ledger knows before all else
        save = answered(feed, turn, response, told, now=now_ms(), draw=random())  # noqa: S311
        return await self._memory.save(turn, save)

    async def _news(self, feed: Feed, turn: Turn, response: Response) -> News:
        """What of a response no response before it has shown; nothing of a stranger's."""
        if not response.entries or doubt(turn, response):
            return News()
        before = await self._memory.marks(feed.id)
        provider = provider_of(turn.address or feed.url)
        told = identified(response.entries, before, turn.identity, provider)
        entries, portioned = told.entries, bool(response.drip) or response.pushed
        after = before.after(entries)
        gap = not (portioned or told.repeated) and before.gap(after)
        if gap and response.document:
            older = await self._asker.older(feed, turn, response.document, before)
            entries = {entry.id: entry for entry in reversed(older)} | entries
            after = before.after(entries)
        fresh = [e for e in before.fresh(entries, after) if e.id not in told.repeated]
        reserved = await self._memory.reserve(feed, fresh)
        return news(feed, after, reserved, gap=gap, identity=told.identity)

    async def give_up(self, feed: Feed, turn: Turn, error: IngestError) -> str:
        """No answer, or none that is a feed: its next turn comes later."""
        save = failed(feed, turn, error, now=now_ms(), draw=random())  # noqa: S311  spreads load
        return await self._memory.save(turn, save)

    async def bring_in(self, errand: Errand) -> None:
        """Fetch the page behind an entry and send both; only then does the entry leave.

        Raises Unreachable when the page may still come.
        """
        page = await self._pages.page(errand)
        await self._wire.send(raw_article(errand.sighting, page))
        await self._memory.done(errand, page)

    async def look_again(self, errand: Revisit) -> None:
        """Look at a page that was sent; what has been corrected since is seen, told and sent.

        Raises RateLimited when its host wants to be left alone.
        """
        look, page = await self._pages.look(errand)
        seen = None
        if look.word == "changed" and page.read:
            seen = await self._memory.seen_again(errand, page.read)
        if seen:
            await self._wire.tell([seen], [])
            await self._wire.send(raw_article(seen, page))
        await self._memory.looked(errand, look, seen)
