"""python -m tests.benchmarks.manyfeeds: small feeds on loopback, and what they were asked.

/still/N.xml answers 304; /slow/N.xml sends a byte a second; /news/N.xml has an item more every ten
seconds and takes three to tell; /asked tells when each was asked (JSON: path → seconds), /shown how
many items there were. Prints its port.
"""

import asyncio
import json
import time
from collections import defaultdict
from contextlib import suppress
from email.utils import formatdate

from aiohttp import web

HOSTS = tuple(f"127.0.{net}.{n}" for net in range(1, 11) for n in range(1, 251))
EVERY, KEPT = 10.0, 40  # seconds between two items of a feed, items that it shows
THINKING = 3.0  # seconds that a feed with news takes: many pollers are killed meanwhile
ENDLESS = 10_000  # bytes of a feed that nobody waits for
HEAD = "<rss version='2.0'><channel><title>Ziar</title>"
STILL = f"{HEAD}<item><title>T</title><link>http://127.0.0.1/1</link></item></channel></rss>"


class Feeds:
    def __init__(self) -> None:
        self.began, self.ended = time.time(), 0.0
        self.asked: dict[str, list[float]] = defaultdict(list)

    async def still(self, request: web.Request) -> web.Response:
        self.asked[request.path].append(time.time())
        if "If-None-Match" in request.headers:
            return web.Response(status=304)
        return web.Response(text=STILL, content_type="text/xml", headers={"ETag": '"1"'})

    async def slow(self, request: web.Request) -> web.StreamResponse:
        self.asked[request.path].append(time.time())
        answer = web.StreamResponse(headers={"Content-Length": str(ENDLESS)})
        answer.content_type = "text/xml"
        await answer.prepare(request)
        with suppress(ConnectionError):  # nobody waits for its end
            for _ in range(ENDLESS):
                await answer.write(b" ")
                await asyncio.sleep(1)
        return answer

    async def news(self, request: web.Request) -> web.Response:
        self.asked[request.path].append(time.time())
        feed, newest = request.match_info["feed"], self.items()
        await asyncio.sleep(THINKING)
        items = "".join(item(feed, n) for n in range(newest, max(0, newest - KEPT), -1))
        return web.Response(text=f"{HEAD}{items}</channel></rss>", content_type="text/xml")

    def items(self) -> int:
        """How many items each feed with news has had by now."""
        return 1 + int(((self.ended or time.time()) - self.began) / EVERY)

    async def told(self, _: web.Request) -> web.Response:
        return web.Response(text=json.dumps(self.asked))

    async def shown(self, request: web.Request) -> web.Response:
        """How many items there were; `?end` makes it the last word."""
        if "end" in request.query:
            self.ended = self.ended or time.time()
        return web.Response(text=str(self.items()))


def item(feed: str, number: int) -> str:
    date = formatdate(1_700_000_000 + number)
    link = f"http://127.0.0.1/{feed}/{number}"
    return (
        f"<item><title>Știrea {number}</title><link>{link}</link><pubDate>{date}</pubDate></item>"
    )


async def serve() -> None:
    app, feeds = web.Application(), Feeds()
    app.router.add_get("/still/{feed:\\d+}.xml", feeds.still)
    app.router.add_get("/slow/{feed:\\d+}.xml", feeds.slow)
    app.router.add_get("/news/{feed:\\d+}.xml", feeds.news)
    app.router.add_get("/asked", feeds.told)
    app.router.add_get("/shown", feeds.shown)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0, backlog=4096).start()  # each of HOSTS
    print(runner.addresses[0][1], flush=True)  # noqa: T201  the parent reads it
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
