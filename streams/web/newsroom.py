"""Everything the handlers ask: desks, feeds, the store, the live streams."""

import asyncio
import logging
from collections.abc import Sequence

import msgspec
from aiokafka.errors import KafkaError
from litestar.exceptions import NotFoundException

from config.codec import PUBLISHED
from config.desks import Desk
from config.feeds import Feed
from config.moments import moment
from config.published import Published
from streams.web.answers import Copies, Copy, DeskAnswer, FeedAnswer, Story, copy_of, story_of
from streams.web.declared import Declared
from streams.web.events import event_id
from streams.web.feeds import feed_answer
from streams.web.hub import Hub
from streams.web.store import Store

log = logging.getLogger(__name__)

POSITION_SECONDS = 1.0  # a list is answered without a position rather than late


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Where readers find us, as they have to type it."""

    base_url: str
    kafka: str  # host:port,host:port
    token: bool  # whether they need one


class Newsroom:
    """What is published here, as both the API and the pages see it."""

    def __init__(
        self,
        store: Store,
        hub: Hub,
        desks: Declared[tuple[Desk, ...]],
        feeds: Declared[tuple[Feed, ...]],
        reach: Reach,
    ) -> None:
        self.store, self.hub, self.reach = store, hub, reach
        self._desks, self._feeds = desks, feeds

    def desk(self, name: str) -> Desk:
        """Raises NotFoundException."""
        for desk in self._desks.now():
            if desk.name == name:
                return desk
        raise NotFoundException(f"no desk of this name; /v1/desks has {len(self._desks.now())}")

    def first_desk(self) -> Desk:
        """The one that is open at first. Raises NotFoundException when none is declared."""
        for desk in self._desks.now():
            return desk
        raise NotFoundException("no desk is declared")

    async def desks(self) -> tuple[DeskAnswer, ...]:
        declared = self._desks.now()
        sizes = await self.store.sizes([desk.name for desk in declared])
        return tuple(self._told(desk, *sizes[desk.name]) for desk in declared)

    async def feeds(self) -> tuple[FeedAnswer, ...]:
        declared = self._feeds.now()
        told = await self.store.feeds([feed.id for feed in declared])
        return tuple(feed_answer(feed, *facts) for feed, facts in zip(declared, told, strict=True))

    async def line(self, id: str) -> bytes:
        """The bytes of an article's latest version. Raises NotFoundException."""
        line = await self.store.article(id)
        if line is None:
            raise NotFoundException("no article of this id is published here, or kept any more")
        return line

    async def article(self, id: str) -> Published:
        return PUBLISHED.decode(await self.line(id))

    async def versions(self, id: str) -> list[Published]:
        """The kept versions, oldest first, the latest always among them."""
        latest = await self.article(id)
        kept = records(await self.store.versions(id))
        older = [one for one in kept if one.wiredesk.version < latest.wiredesk.version]
        return [*older, latest]

    async def copies(self, id: str) -> Copies:
        """Who reprinted an article. Raises NotFoundException."""
        article = await self.article(id)
        story = await self.story_of(article)
        return Copies(
            id=id,
            of=article.wiredesk.of,
            copies=await self.copies_of(id),
            story=story.id if story else None,
            origin=story.origin if story else None,
        )

    async def copies_of(self, id: str) -> tuple[Copy, ...]:
        """The reprints that are kept of an article, oldest first."""
        found = records(await self.store.articles(await self.store.copies(id)))
        return tuple(map(copy_of, found))

    async def story(self, id: str) -> Story:
        """A story by its id, an alias, or any of its articles. Raises NotFoundException."""
        root, members = await self.store.story(id)
        story = story_of(root, members) if members else await self.story_of(await self.article(id))
        if story is None:
            raise NotFoundException("no story of this id is kept")
        return story

    async def story_of(self, article: Published) -> Story | None:
        id, members = await self.store.story(article.wiredesk.story)
        return story_of(id, members) if members else None

    async def position(self, desk: str) -> str | None:
        """Where to begin a stream so that nothing is missed after a list; nothing without Kafka."""
        try:
            async with asyncio.timeout(POSITION_SECONDS):
                return event_id(await self.hub.offsets.recent(self.hub.topic_of(desk)))
        except (KafkaError, TimeoutError) as error:
            log.warning("no_position", extra={"error": repr(error)})
            return None

    async def close(self) -> None:
        await self.hub.close()
        await self.store.close()

    def _told(self, desk: Desk, articles: int, newest: int | None) -> DeskAnswer:
        return DeskAnswer(
            name=desk.name,
            label=desk.label,
            topic=self.hub.topic_of(desk.name),
            articles=articles,
            latest=moment(newest) if newest else None,
        )


def records(lines: Sequence[bytes]) -> list[Published]:
    return [PUBLISHED.decode(line) for line in lines]


def ids(articles: Sequence[Published]) -> list[str]:
    return [article.wiredesk.id for article in articles]
