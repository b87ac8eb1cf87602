"""hub ─ HTTP ─▶ poller: its questions answered, its news taken. W3C WebSub, sections 5, 7."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from config.metrics import PUSHES
from ingest.hubs import PATH, Hubs
from ingest.websub import is_signed

log = logging.getLogger(__name__)

LAST_WORDS = 1.0  # seconds for a push under way when the process is told to stop; hubs repeat it
CHALLENGE = 2000  # characters of one that are given back
BUSY = {"Retry-After": "30"}  # seconds; the feed is being polled: hubs try again

Take = Callable[[str, bytes, str], Awaitable[str]]  # feed, body, content type → how it went
STATUS = {"busy": 503, "not_a_feed": 400, "unknown": 404}


class Callback:
    """The address hubs know. `take` brings a pushed document in and says how it went."""

    def __init__(self, hubs: Hubs, take: Take, most: int) -> None:
        self._hubs, self._take = hubs, take
        app = web.Application(client_max_size=most)
        place = f"{PATH}{{feed}}/{{token}}"
        app.router.add_get(place, self._asked, allow_head=False)
        app.router.add_post(place, self._pushed)
        # Nothing of a stranger's is inflated before its signature has been checked.
        self._runner = web.AppRunner(
            app, access_log=None, auto_decompress=False, shutdown_timeout=LAST_WORDS
        )

    async def listen(self, host: str, port: int) -> int:
        """Begin; the port in use. Raises OSError when it is another's."""
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stop listening; harmless where nobody listened."""
        await self._runner.cleanup()

    async def _asked(self, request: web.Request) -> web.Response:
        """A hub asks whether we want this: yes, if we have asked for just that."""
        feed, told = request.match_info["feed"], request.query
        known = await self._hubs.trusted(feed, request.match_info["token"])
        if known is None or told.get("hub.topic") != known.topic:
            return web.Response(status=404)
        if told.get("hub.mode") == "denied":
            await self._hubs.denied(feed, known)
            return web.Response()
        if told.get("hub.mode") != "subscribe" or not told.get("hub.challenge"):
            return web.Response(status=404)
        await self._hubs.confirmed(feed, known, told.get("hub.lease_seconds", ""))
        safe = {"X-Content-Type-Options": "nosniff"}
        return web.Response(text=told["hub.challenge"][:CHALLENGE], headers=safe)

    async def _pushed(self, request: web.Request) -> web.Response:
        """A hub has news: refused without our signature, taken in before it is answered."""
        feed = request.match_info["feed"]
        known = await self._hubs.trusted(feed, request.match_info["token"])
        word = "unknown"
        if known is not None:
            word = await self._judged(request, known.secret)
        if word == "signed":
            kind = request.headers.get("Content-Type", "")
            word = await self._take(feed, await request.read(), kind)
        PUSHES.labels(word).inc()
        status = STATUS.get(word, 403 if word == "bad_signature" else 200)
        return web.Response(status=status, headers=BUSY if word == "busy" else None)

    async def _judged(self, request: web.Request, secret: str) -> str:
        if request.headers.get("Content-Encoding", "identity") != "identity":
            return "not_a_feed"
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            PUSHES.labels("too_large").inc()
            raise
        header = request.headers.get("X-Hub-Signature", "")
        return "signed" if is_signed(body, secret, header) else "bad_signature"
