"""Pages looked at again, with all that stands behind it: a site, Redis, broker and children."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import msgspec
import pytest

from config.children import Children
from config.clients import redis_client
from config.codec import LEDGER
from config.health import Pulse
from config.moments import milliseconds
from config.records import RawArticle
from config.settings import Settings
from ingest.errors import RateLimited
from ingest.fetcher import Fetcher
from ingest.frontier import Errand, Revisit
from ingest.manners import Manners
from ingest.memory import Memory
from ingest.pages import Pages, Readers
from ingest.pagetext import packed_page_text
from ingest.poller import Poller
from ingest.recovery import packed, row_of
from ingest.rewatch import Rewatch
from ingest.scripts import Script
from ingest.sender import Sender, producer
from ingest.sighting import Sighting, for_ledger
from ingest.watches import steps_of
from ingest.wire import Wire
from tests.ingest.sightings import a_sighting
from tests.ingest.site import Site
from tests.ingest.topics import Reader, own_settings

LOOKS = {"page_looks": "0.05,0.2,0.4,0.6,0.8,600", "page_delay": 0.001}


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    readers: Readers = Children(packed_page_text, count=1, cpu_seconds=5, memory_bytes=1 << 30)
    yield readers
    readers.stop()


class Watcher:
    """A poller and the page it has sent."""

    def __init__(self, memory: Memory, poller: Poller, settings: Settings, site: Site) -> None:
        self.memory, self.poller, self.settings, self.site = memory, poller, settings, site
        self.client = memory.roster._redis
        self._restore = Script(self.client, settings.prefix, "known", "queue", "restore")

    async def send(self, name: str = "unu", **changes: object) -> None:
        """Bring an article in."""
        self.site.publish(name)
        seen = a_sighting(name, url=self.site.url(name))
        seen = msgspec.structs.replace(seen, allow=(self.site.address,), **changes)
        await self.enqueue(seen)
        await self.poller.bring_in(await self.errand())

    async def enqueue(self, seen: Sighting) -> None:
        await self._restore(0, packed([]), packed([row_of(seen)]))

    async def errand(self) -> Errand:
        """What is to be done next."""
        while True:
            if found := (await self.memory.errands(1)).errands:
                return found[0]
            await asyncio.sleep(0.005)

    async def revisit(self) -> Revisit:
        errand = await self.errand()
        assert isinstance(errand, Revisit)
        return errand

    async def look(self) -> None:
        await self.poller.look_again(await self.revisit())

    async def watched(self) -> int:
        return await self.memory.watches.size()

    async def raw(self) -> list[RawArticle]:
        values = await self._read("raw")
        return [msgspec.msgpack.decode(value, type=RawArticle) for value in values]

    async def seen(self) -> list[str]:
        """The seen_at of each line of the ledger."""
        return [LEDGER.decode(value).seen_at for value in await self._read("ledger")]

    async def _read(self, name: str) -> list[bytes]:
        reader = Reader(self.settings, name)
        values = await asyncio.to_thread(reader.read)
        reader.close()
        return values


@pytest.fixture
async def watcher(kafka: str, redis_url: str, readers: Readers) -> AsyncIterator[Watcher]:
    own = await asyncio.to_thread(own_settings, kafka, redis_url)
    settings = msgspec.structs.replace(own, **LOOKS)
    site, client, sender = Site(), redis_client(settings), Sender(producer(settings))
    async with Fetcher(seconds=2, feed_bytes=1 << 20, page_bytes=1 << 20) as fetcher:
        memory = Memory(client, settings, Pulse())
        pages = Pages(fetcher, Manners(fetcher), settings, readers)
        asker: object = None
        poller = Poller(asker, pages, memory, Wire(sender, settings))  # type: ignore[arg-type]  # asks no feed
        yield Watcher(memory, poller, settings, site)
    await client.aclose()
    sender.close(1)
    site.close()


async def test_a_page_that_stays_leaves_no_line(watcher: Watcher) -> None:
    await watcher.send()
    await watcher.look()
    assert "if-none-match" in watcher.site.asked[-1][1]
    assert len(await watcher.raw()) == 1
    assert await watcher.seen() == []


async def test_a_correction_is_seen_told_and_sent(watcher: Watcher) -> None:
    await watcher.send()
    watcher.site.entries["unu"] = "Titlul unu, corectat"
    await watcher.look()
    assert await watcher.seen() == [], "it might be another one at every request"
    await watcher.look()
    first, second = await watcher.raw()
    assert await watcher.seen() == [second.seen_at]
    assert second.seen_at > first.seen_at
    assert (second.id, second.entry) == (first.id, first.entry)
    assert second.page != first.page
    await watcher.look()
    assert len(await watcher.raw()) == 2


async def test_after_a_loss_of_redis_corrections_are_seen_again(watcher: Watcher) -> None:
    await watcher.send()
    (first,) = await watcher.raw()
    await watcher.client.flushall()
    seen = a_sighting("unu", milliseconds(first.seen_at), url=watcher.site.url("unu"))
    seen = msgspec.structs.replace(seen, allow=(watcher.site.address,))
    rewatch = Rewatch(watcher.client, watcher.settings)
    rewatch.note("unu", first.seen_at, for_ledger(seen))
    assert await rewatch.put_back() == 1
    await watcher.look()
    assert len(await watcher.raw()) == 1, "it only notes what stands there"
    watcher.site.entries["unu"] = "Titlul unu, corectat"
    await watcher.look()
    await watcher.look()
    assert len(await watcher.raw()) == 2


async def test_a_page_that_is_another_at_every_request_is_let_be(watcher: Watcher) -> None:
    await watcher.send()
    for number in range(4):
        watcher.site.entries["unu"] = f"Titlul unu, văzut de {number} ori"
        await watcher.look()
    assert len(await watcher.raw()) == 1
    assert await watcher.watched() == 0


async def test_a_page_that_is_taken_down_is_looked_at_no_more(watcher: Watcher) -> None:
    await watcher.send()
    watcher.site.status = {"/unu": 410}
    await watcher.look()
    assert await watcher.watched() == 0
    assert len(await watcher.raw()) == 1


async def test_who_lost_the_lease_tells_nothing_and_the_next_says_the_same(
    watcher: Watcher,
) -> None:
    await watcher.send()
    watcher.site.entries["unu"] = "Titlul unu, corectat"
    await watcher.look()
    late = await watcher.revisit()
    look, page = await watcher.poller._pages.look(late)
    assert page.read and look.word == "changed"
    seen = await watcher.memory.seen_again(late, page.read)
    assert seen
    prefix = watcher.settings.prefix
    await watcher.client.zadd(f"{prefix}front:again:{late.host}", {late.member: 0})
    await watcher.client.delete(f"{prefix}front:leased:{late.host}")
    await watcher.client.zadd(f"{prefix}front:hosts", {late.host: 0})
    await watcher.look()
    assert await watcher.seen() == [seen.seen_at], "the seen_at that was reserved for this text"
    assert await watcher.memory.seen_again(late, page.read) is None
    assert not await watcher.memory.looked(late, look, seen)


async def test_a_newer_version_takes_the_place_of_the_page_that_was_watched(
    watcher: Watcher,
) -> None:
    await watcher.send()
    late = await watcher.revisit()
    await watcher.send(seen_at="2035-01-01T00:00:00.000Z")
    look, _ = await watcher.poller._pages.look(late)
    assert not await watcher.memory.looked(late, look)
    assert await watcher.watched() == 1
    assert (await watcher.errand()).sighting.seen_at.startswith("2035")


async def test_another_feeds_article_is_looked_at_by_that_feed(watcher: Watcher) -> None:
    await watcher.send()
    known = f"{watcher.settings.prefix}known:unu"
    await watcher.client.hset(known, "feed", "altul")
    watcher.site.entries["unu"] = "Titlul unu, corectat"
    await watcher.look()
    await watcher.look()
    assert await watcher.seen() == []


async def test_new_entries_go_before_pages_that_are_looked_at_again(watcher: Watcher) -> None:
    await watcher.send()
    watcher.site.publish("doi")
    seen = a_sighting("doi", url=watcher.site.url("doi"))
    due = f"{watcher.settings.prefix}front:again:{watcher.site.address}"
    await watcher.client.zadd(due, {"unu again": 0})
    await watcher.enqueue(seen)
    assert (await watcher.errand()).sighting.entry.id == "doi"


async def test_a_host_that_asks_for_rest_is_looked_at_later(watcher: Watcher) -> None:
    await watcher.send()
    watcher.site.status = {"/unu": 429}
    with pytest.raises(RateLimited):
        await watcher.look()
    assert await watcher.watched() == 1


async def test_a_page_without_anything_to_read_is_not_watched(watcher: Watcher) -> None:
    watcher.site.kinds = {"/unu": "text/plain"}
    watcher.site.page = lambda name: b"scurt"  # type: ignore[method-assign]  # another page
    await watcher.send()
    assert await watcher.watched() == 0


async def test_no_more_pages_are_watched_than_fit(watcher: Watcher) -> None:
    watcher.memory.watches._most = 1
    await watcher.send("unu")
    await watcher.send("doi")
    assert await watcher.watched() == 1


@pytest.mark.parametrize(("told", "steps"), [("", ()), ("3600,900", (900, 3600)), ("0.5", (0.5,))])
def test_the_schedule_is_a_setting_in_seconds(told: str, steps: tuple[float, ...]) -> None:
    assert steps_of(told) == steps
