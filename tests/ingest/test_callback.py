"""WebSub with all that stands behind it: a hub and a site on loopback, Redis, broker, children."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import aiohttp
import msgspec
import pytest
from aiohttp import web
from redis.asyncio import Redis

from config.clients import redis_client
from config.health import Pulse
from config.settings import Settings
from ingest.asking import Asker
from ingest.callback import Callback
from ingest.declared import Declared
from ingest.fetcher import Fetcher
from ingest.hubs import Hubs
from ingest.lag import LagMeter
from ingest.manners import Manners
from ingest.memory import Memory
from ingest.pages import Pages
from ingest.poller import Poller
from ingest.pressure import Pressure
from ingest.reading import Parsers
from ingest.recovery import Recovery
from ingest.rounds import Rounds
from ingest.sender import Sender, producer
from ingest.upkeep import Upkeep
from ingest.wire import Wire
from tests.conftest import free_port
from tests.ingest.sightings import known_of
from tests.ingest.site import Site
from tests.ingest.topics import Reader, ledger_lines, own_settings


class Parts(NamedTuple):
    settings: Settings
    children: Parsers
    home: Path


class Hub:
    """Verifies whoever subscribes, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.verified: list[tuple[int, str]] = []
        self.mode, self.status = "subscribe", 202
        app = web.Application()
        app.router.add_post("/", self._subscribe)
        self._runner = web.AppRunner(app, access_log=None)
        self.address = ""

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _subscribe(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.status < 300:
            self.verified.append(await self.verify(form["hub.callback"], form["hub.topic"]))
        return web.Response(status=self.status)

    async def verify(self, callback: str, topic: str) -> tuple[int, str]:
        told = {"hub.mode": self.mode, "hub.topic": topic, "hub.challenge": "c4"}
        url = f"{callback}?{urlencode(told | {'hub.lease_seconds': '86400'})}"
        async with aiohttp.ClientSession() as session, session.get(url) as reply:
            return reply.status, await reply.text()

    async def push(self, body: bytes, secret: str = "", **headers: str) -> int:
        form = self.asked[-1]
        key = (secret or form["hub.secret"]).encode()
        told = {
            "Content-Type": "application/rss+xml",
            "X-Hub-Signature": f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}",
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(form["hub.callback"], data=body, headers=told | headers) as reply,
        ):
            return reply.status


class Newsdesk:
    """A poller, its feed's site and hub, and its callback."""

    def __init__(self, rounds: Rounds, memory: Memory, settings: Settings, site: Site) -> None:
        self.rounds, self.memory, self.settings, self.site = rounds, memory, settings, site
        self.client = memory.roster._redis
        self.hub, self.prefix = Hub(), settings.prefix
        self.callback: Callback
        self.declared: Declared

    async def start(self, home: Path, port: int) -> None:
        """Declare the site's feed, which names the hub, and listen."""
        await self.hub.start()
        self.site.hub = f"http://{self.hub.address}/"
        (home / "feeds.toml").write_text(
            f'[[feed]]\nid = "ziar"\nurl = "{self.site.url("feed.xml")}"\n'
            f'allow_addresses = ["{self.site.address}", "{self.hub.address}"]\n'
        )
        await self.declared.reload()
        await self.callback.listen("127.0.0.1", port)
        await self.client.hset(f"{self.prefix}front:ledger", "0", "0")
        await self.memory.sync(list(self.declared.asked.values()))

    async def stop(self) -> None:
        await self.callback.close()
        await self.hub.stop()
        self.site.close()

    async def poll(self) -> None:
        """One poll of the one feed, now."""
        await self.client.zadd(f"{self.prefix}feed:due", {"ziar": 0})
        (turn,) = await self.memory.turns(1)
        await self.rounds._poll(turn)

    async def seen(self) -> int:
        reader = Reader(self.settings, "ledger")
        lines = ledger_lines(await asyncio.to_thread(reader.read))
        reader.close()
        return len(lines)

    async def pushed(self) -> int:
        return (await known_of(self.client, self.prefix)).pushed


def newsdesk(client: Redis, sender: Sender, fetcher: Fetcher, parts: Parts) -> Newsdesk:
    """All that a poller is made of, but for its loops."""
    settings, pulse, home = parts.settings, Pulse(), parts.home
    memory, hubs = Memory(client, settings, pulse), Hubs(client, fetcher, settings, pulse)
    pages, asker = Pages(fetcher, Manners(fetcher), settings), Asker(fetcher, parts.children)
    poller = Poller(asker, pages, memory, Wire(sender, settings), hubs)
    pressure = Pressure(client, LagMeter(settings), settings)
    site = Site()
    (home / "feeds.toml").write_text("")
    declared = Declared([home / "feeds.toml"])
    upkeep = Upkeep(memory, declared, Recovery(client, settings, 1), pressure, sender, pulse)
    rounds = Rounds(poller, memory, declared, upkeep, sender)
    desk = Newsdesk(rounds, memory, settings, site)
    desk.callback, desk.declared = Callback(hubs, rounds.pushed, 1 << 16), declared
    return desk


@pytest.fixture
async def desk(
    kafka: str, redis_url: str, children: Parsers, tmp_path: Path
) -> AsyncIterator[Newsdesk]:
    own, port = await asyncio.to_thread(own_settings, kafka, redis_url), free_port()
    settings = msgspec.structs.replace(own, public_url=f"http://127.0.0.1:{port}")
    client, sender = redis_client(settings), Sender(producer(settings))
    async with Fetcher(seconds=2, feed_bytes=1 << 20, page_bytes=1 << 20) as fetcher:
        desk = newsdesk(client, sender, fetcher, Parts(settings, children, tmp_path))
        await desk.start(tmp_path, port)
        yield desk
        await desk.stop()
    await client.aclose()
    sender.close(1)


async def test_a_hub_is_subscribed_to_and_its_question_answered(desk: Newsdesk) -> None:
    desk.site.publish("unu")
    await desk.poll()
    (asked,) = desk.hub.asked
    assert desk.hub.verified == [(200, "c4")]
    assert asked["hub.topic"] == desk.site.url("feed.xml")
    await desk.poll()
    assert len(desk.hub.asked) == 1, "its lease has not ended"


async def test_what_is_pushed_is_seen_and_polls_grow_rarer(desk: Newsdesk) -> None:
    desk.site.publish("unu")
    await desk.poll()
    desk.site.publish("doi")
    assert await desk.hub.push(desk.site.feed()) == 200
    assert await desk.seen() == 2
    assert await desk.pushed()
    assert await desk.hub.push(desk.site.feed()) == 200
    await desk.poll()
    assert await desk.seen() == 2, "neither the hub's second word nor the poll is news"
    desk.site.publish("trei")
    await desk.poll()
    assert not await desk.pushed(), "a hub that missed something is not relied on"


@pytest.mark.parametrize(
    ("body", "secret", "headers", "status"),
    [
        pytest.param(b"<rss/>", "wrong", {}, 403, id="another's secret"),
        pytest.param(b"<rss/>", "", {"X-Hub-Signature": ""}, 403, id="no signature"),
        pytest.param(b"no feed", "", {}, 400, id="no feed"),
        pytest.param(b"x" * (1 << 17), "", {}, 413, id="too large"),
        pytest.param(b"<rss/>", "", {"Content-Encoding": "gzip"}, 400, id="compressed"),
    ],
)
async def test_what_is_not_the_hubs_news_is_refused(
    desk: Newsdesk, body: bytes, secret: str, headers: dict[str, str], status: int
) -> None:
    desk.site.publish("unu")
    await desk.poll()
    due = await desk.client.zscore(f"{desk.prefix}feed:due", "ziar")
    assert await desk.hub.push(body, secret, **headers) == status
    assert await desk.seen() == 1
    assert await desk.client.zscore(f"{desk.prefix}feed:due", "ziar") == due


async def test_nobody_else_can_subscribe_us(desk: Newsdesk) -> None:
    desk.site.publish("unu")
    await desk.poll()
    callback = desk.hub.asked[0]["hub.callback"]
    assert (await desk.hub.verify(callback, "https://other.example/"))[0] == 404
    assert (await desk.hub.verify(callback + "x", desk.site.url("feed.xml")))[0] == 404
    desk.hub.mode = "unsubscribe"
    assert (await desk.hub.verify(callback, desk.site.url("feed.xml")))[0] == 404


async def test_a_push_during_a_poll_is_asked_for_again_later(desk: Newsdesk) -> None:
    desk.site.publish("unu")
    await desk.poll()
    await desk.client.zadd(f"{desk.prefix}feed:due", {"ziar": 0})
    await desk.memory.turns(1)
    assert await desk.hub.push(desk.site.feed()) == 503


async def test_a_hub_that_fails_or_denies_leaves_the_feed_to_its_polls(desk: Newsdesk) -> None:
    desk.hub.status = 500
    desk.site.publish("unu")
    await desk.poll()
    await desk.poll()
    assert len(desk.hub.asked) == 1, "it is left alone for an hour"
    assert await desk.seen() == 1
    desk.hub.mode = "denied"
    callback, topic = desk.hub.asked[0]["hub.callback"], desk.site.url("feed.xml")
    assert (await desk.hub.verify(callback, topic))[0] == 200
