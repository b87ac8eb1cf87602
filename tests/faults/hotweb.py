"""Normal feeds that bring an item each in turn, and one that brings thousands at once."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from html import escape

import msgspec
from aiohttp import web

from tests.way.texts import story

HOSTS = 50  # loopback addresses of the normal feeds: politeness counts by host
HOT = "127.0.0.200"
SHOWN = 20  # items of a normal feed
INTERVAL = "5s"


class Item(msgspec.Struct, frozen=True):
    """What a normal feed shows, and since when."""

    number: int
    at: float


class Web:
    """The feeds of one run: normal ones bring an item each in turn, the hot one all at once."""

    def __init__(self, feeds: int, rate: float, items: int, port: int) -> None:
        self.rate, self.port = rate, port
        self.shown: list[deque[Item]] = [deque(maxlen=SHOWN) for _ in range(feeds)]
        self.hot = b"".join(map(self.hot_item, range(items)))
        self.is_hot = False
        self.ending, self.count = False, 0

    def hot_item(self, number: int) -> bytes:
        return (
            f"<item><title>Marfa {number} pe stoc</title>"
            f"<link>http://{HOT}:{self.port}/h/{number}</link></item>"
        ).encode()

    async def reveal(self) -> None:
        began = time.time()
        while not self.ending:
            while self.count < (time.time() - began) * self.rate:
                feed = self.shown[self.count % len(self.shown)]
                feed.appendleft(Item(self.count, time.time()))
                self.count += 1
            await asyncio.sleep(0.02)

    async def answer(self, request: web.Request) -> web.Response:
        if request.path == "/hot.xml":
            return rss("Marfă", self.hot if self.is_hot else b"")
        return rss("Ziar", b"".join(self.items(int(request.path.rpartition("/")[2]))))

    def items(self, feed: int) -> Iterator[bytes]:
        for item in self.shown[feed]:
            title, paragraphs = story(item.number)
            link = f"http://{host_of(feed)}:{self.port}/n/{feed}/{item.number}-{item.at * 1000:.0f}"
            text = escape("".join(f"<p>{one}</p>" for one in paragraphs))
            yield (f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
                   f"<description>{text}</description></item>").encode()  # fmt: skip


def rss(title: str, items: bytes) -> web.Response:
    head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
    body = head.encode() + items + b"</channel></rss>"
    return web.Response(body=body, content_type="application/rss+xml")


def host_of(feed: int) -> str:
    return f"127.0.0.{2 + feed % HOSTS}"


async def serve(told: Web) -> None:
    app = web.Application()
    app.router.add_get("/{path:.*}", told.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    for host in (HOT, *(f"127.0.0.{2 + n}" for n in range(HOSTS))):
        await web.TCPSite(runner, host, told.port).start()
    await told.reveal()
    await asyncio.Event().wait()


def tables(feeds: int, port: int) -> str:
    """The [[feed]] tables; no pages, so that only our own fairness is measured."""
    addresses = {f"n{n}": f"{host_of(n)}:{port}/n/{n}" for n in range(feeds)}
    addresses["hot"] = f"{HOT}:{port}/hot.xml"
    return "\n".join(
        f'[[feed]]\nid = "{id}"\nurl = "http://{place}"\npublisher = "{id}"\nlanguage = "ro"\n'
        f'pages = "never"\nmin_interval = "{INTERVAL}"\n'
        f'allow_addresses = ["{place.partition("/")[0]}"]\n'
        for id, place in addresses.items()
    )
