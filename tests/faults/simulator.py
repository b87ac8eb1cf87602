"""`python -m tests.faults.simulator`: a web of feeds and pages from a seed, with a journal.

    --seed N --entries N --feeds N      what is shown (tests/faults/plan.py)
    --journal FILE --feeds-file FILE    what complete responses showed; the [[feed]] tables
    --rate N                            editions a second; 0: as fast as they may come
    --window N                          entries a feed shows; smaller ones roll off on purpose
    --unreliable SHARE                  of responses that are torn, refused or 500
    --relapse                           half of them new ones, then their updates and copies
    --public HOST:PORT                  where the web is reached, if there is something between

`GET /_state` tells how much was planned, revealed and shown; `/_enough` cuts the plan off; `/_on`
goes on after the first half (--relapse). The journal has one JSON object a
line, synced to disk before the next byte is served; deploy/audit/journal.py reads it.
"""

import asyncio
import hashlib
import random
import time
from collections.abc import Callable
from pathlib import Path

import click
import msgspec

from tests.faults.plan import Plan, Shape
from tests.faults.rendering import feed_bytes, page_bytes
from tests.faults.web import Web

FEW = 50  # editions that may come at once, however late; otherwise a second's
TICK = 0.05  # seconds between two looks at what may be revealed
ORDERS: dict[str, Callable[[Web], None]] = {
    "/_state": lambda web: None, "/_enough": Web.enough, "/_on": Web.go_on,
}  # fmt: skip


class Server:
    """HTTP/1.1, GET only, conditional for feeds; some responses fail on purpose."""

    def __init__(self, web: Web, unreliable: float, seed: int) -> None:
        self._web, self._unreliable, self._draw = web, unreliable, random.Random(seed)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                request, *lines = head.decode("latin-1").strip().split("\r\n")
                headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
                if not await self._answer(request.split(" ")[1], headers, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, path: str, headers: dict[str, str], writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; whether the connection goes on."""
        self._web.answers += 1
        if path in ORDERS:
            ORDERS[path](self._web)
            told = msgspec.json.encode(self._web.state())
            return await sent(writer, 200, "application/json", told)
        luck = self._draw.random()
        if luck < self._unreliable / 2:
            return await sent(writer, 503, "text/plain", b"later\n")
        torn = luck < self._unreliable
        if path.endswith("/feed.xml"):
            return await self._feed(path, headers, writer, torn=torn)
        edition = self._web.pages.get(path)
        if edition is None:
            return await sent(writer, 404, "text/plain", b"no such page\n")
        return await sent(writer, 200, "text/html; charset=utf-8", page_bytes(edition), torn=torn)

    async def _feed(
        self, path: str, headers: dict[str, str], writer: asyncio.StreamWriter, *, torn: bool
    ) -> bool:
        feed = self._web.feeds[int(path.split("/")[1][1:])]
        editions = list(feed.shown)
        shown = [(edition, feed.told[edition.token]) for edition in editions]
        body = feed_bytes(self._web.address, feed.number, shown)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == tag:
            whole = await sent(writer, 304, "application/rss+xml", b"", tag=tag)
        else:
            whole = await sent(writer, 200, "application/rss+xml", body, tag=tag, torn=torn)
        if whole:
            self._web.complete(feed, editions)
        return whole


async def sent(  # noqa: PLR0913  what an answer is made of
    writer: asyncio.StreamWriter, status: int, kind: str, body: bytes, *, tag: str = "",
    torn: bool = False,
) -> bool:  # fmt: skip
    """Send an answer; whether all of it has left. A torn one stops in the middle."""
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    head += f"ETag: {tag}\r\n\r\n" if tag else "\r\n"
    writer.write(head.encode() + (body[: len(body) // 2] if torn else body))
    await writer.drain()
    return not torn


async def reveals(web: Web, rate: float, *, rolling: bool) -> None:
    """Show the plan, at its rate, also when this process is late; a rolling feed whole windows."""
    due, then = 0.0, time.monotonic()
    while web.waiting:
        now = time.monotonic()
        due = min(due + rate * (now - then), max(rate, FEW)) if rate else len(web.editions)
        then = now
        if not rolling or min(feed.asked for feed in web.feeds) > 0:
            due -= web.reveal(int(due))
        await asyncio.sleep(TICK)


@click.command()
@click.option("--seed", default=1)
@click.option("--entries", default=2000)
@click.option("--feeds", default=12)
@click.option("--rate", default=0.0)
@click.option("--window", default=100_000)
@click.option("--unreliable", default=0.01)
@click.option("--pages/--no-pages", default=True)
@click.option("--min-interval", default="1s")
@click.option("--relapse", is_flag=True)
@click.option("--public", default="")
@click.option("--port", default=0)
@click.option("--journal", required=True)
@click.option("--feeds-file", required=True)
def main(**options: object) -> None:
    """Serve until killed."""
    asyncio.run(serve(msgspec.convert(options, Options)))


class Options(msgspec.Struct, frozen=True):
    seed: int
    entries: int
    feeds: int
    rate: float
    window: int
    unreliable: float
    pages: bool
    min_interval: str
    relapse: bool
    public: str
    port: int
    journal: str
    feeds_file: str


async def serve(options: Options) -> None:
    rolling = options.window < options.entries
    shape: Shape | None = "relapse" if options.relapse else "new" if rolling else None
    plan = Plan(options.seed, options.entries, options.feeds, pages=options.pages, only=shape)
    web = Web(plan, options.feeds, options.window, Path(options.journal))
    server = Server(web, options.unreliable, options.seed)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", options.port, limit=1 << 20)
    own = f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    web.address = options.public or own
    if options.relapse:
        web.pause_at(options.entries // 2)
    web.write({"t": round(time.time() * 1000), "address": own, "seed": options.seed})
    file = Path(options.feeds_file)
    partial = file.with_suffix(".partial")
    partial.write_text(web.feeds_file(options.min_interval))
    partial.rename(file)  # its being there means: all is ready
    await reveals(web, options.rate, rolling=rolling)
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
