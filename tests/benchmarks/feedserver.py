"""python -m tests.benchmarks.feedserver FEEDS: feeds of 45 KB on loopback, 9 of 10 answers 304.

Every tenth conditional request finds one new entry on top, as polling.md measured real feeds.
Prints its port.
"""

import asyncio
import html
import itertools
import sys
from datetime import UTC, datetime
from email.utils import format_datetime

from aiohttp import web

from tests.way.texts import story

ENTRIES = 22
HOSTS = tuple(
    f"127.0.{net}.{n}" for net in (1, 2) for n in range(1, 251)
)  # all loopback; a host is asked twice at once, so that few of them would bound the rate
SIZE = 45_000  # bytes of a feed
CHANGED = 10  # one answer of so many brings something new
RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def item(feed: int, number: int) -> str:
    """An entry as blogs and papers write them: a teaser, the story as HTML, author, categories."""
    title, paragraphs = story(number % 500)
    lead = html.escape(f"<p>{paragraphs[0]} <a href='http://127.0.0.1/{number}'>…</a></p>")
    body = f"<p><img src='/{number}.jpg' alt='{html.escape(title)}'/></p>"
    while len(body) < SIZE // ENTRIES - 1350:
        body += "".join(f"<p>{part} <a href='/t'><b>mai mult</b></a></p>" for part in paragraphs)
    return (
        f"<item><title>{html.escape(title)} {number}</title>"
        f"<guid isPermaLink='false'>{feed}-{number}</guid>"
        f"<link>http://127.0.0.1/{feed}/{number}</link><dc:creator>Ana Pop</dc:creator>"
        f"<category>Actualitate</category><category>Extern</category>"
        f"<pubDate>{format_datetime(datetime.now(UTC))}</pubDate>"
        f"<description>{lead}</description>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
    )


class Feeds:
    def __init__(self, count: int) -> None:
        self.items = {n: [item(n, place) for place in range(ENTRIES)] for n in range(count)}
        self.version = dict.fromkeys(range(count), 0)
        self.asked = itertools.count(1)

    async def answer(self, request: web.Request) -> web.Response:
        feed = int(request.match_info["feed"])
        if "If-None-Match" in request.headers:
            if next(self.asked) % CHANGED:
                return web.Response(status=304)
            self.version[feed] += 1
            newest = item(feed, ENTRIES + self.version[feed])
            self.items[feed] = [newest, *self.items[feed][:-1]]
        body = "".join(self.items[feed])
        return web.Response(
            text=f"{RSS}<channel><title>{feed}</title>{body}</channel></rss>",
            content_type="application/rss+xml",
            headers={"ETag": f'"{feed}-{self.version[feed]}"'},
        )


async def serve(count: int) -> None:
    app = web.Application()
    app.router.add_get("/{feed:\\d+}.xml", Feeds(count).answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0, backlog=4096).start()
    port = runner.addresses[0][1]
    print(port, flush=True)  # noqa: T201  the parent reads it
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
