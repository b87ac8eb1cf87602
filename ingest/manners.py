"""What hosts ask of robots: robots.txt and tdmrep.json, fetched once in a while for all pages."""

import asyncio
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from ingest.errors import IngestError, Refused, Unreachable
from ingest.fetcher import Fetcher
from ingest.reservations import reservation
from ingest.robots import crawl_delay, file_text, may_fetch, rules_text
from ingest.sighting import Sighting

AGENT = "wiredesk"
ROBOTS, TDMREP = "/robots.txt", "/.well-known/tdmrep.json"
READERS = {ROBOTS: rules_text, TDMREP: file_text}
FRESH = 6 * 3600.0  # seconds a file is good for; RFC 9309 allows a day
CLOSED = 300.0  # seconds until a host that did not tell is asked again
MOST = 10_000  # files remembered, the least recently asked go first: ≤ 500 KB each, mostly 1


class Manners:
    """Remembers the files of hosts, in this process."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._files: OrderedDict[str, tuple[float, str | None]] = OrderedDict()
        self._asking: dict[str, asyncio.Future[str | None]] = {}

    async def rest(self, seen: Sighting) -> float:
        """Seconds the host wants between two requests.

        Raises Refused when its rules keep us out, Unreachable when it does not tell them now.
        """
        if seen.robots == "ignore":
            return 0.0
        rules = await self._told(ROBOTS, seen)
        if rules is None:
            raise Unreachable("server_error", "robots.txt: no answer, so closed for now")
        if not may_fetch(rules, seen.entry.url, AGENT):
            raise Refused("forbidden", "robots.txt")
        return crawl_delay(rules, AGENT) or 0.0

    async def reservation(self, seen: Sighting) -> str:
        """Whether the host reserves the mining of this page: `1`, `0`, nothing if it says nothing.

        It is told, and keeps nobody from reading.
        """
        return reservation(await self._told(TDMREP, seen) or "", seen.entry.url)

    async def _told(self, path: str, seen: Sighting) -> str | None:
        parts = urlsplit(seen.entry.url)
        url = f"{parts.scheme}://{parts.netloc}{path}"
        until, text = self._files.get(url, (0.0, None))
        if time.monotonic() >= until:
            text = await self._asked_once(url, path, seen)
            wait = CLOSED if text is None else FRESH
            self._files[url] = time.monotonic() + wait, text
        self._files.move_to_end(url)
        while len(self._files) > MOST:
            self._files.popitem(last=False)
        return text

    async def _asked_once(self, url: str, path: str, seen: Sighting) -> str | None:
        """One question to a host, however many of its pages wait for the answer."""
        asking = self._asking.get(url)
        if asking is None:
            asking = asyncio.ensure_future(self._asked(url, path, seen))
            asking.add_done_callback(lambda _: self._asking.pop(url, None))
            self._asking[url] = asking
        return await asyncio.shield(asking)  # one page given up is not all of them

    async def _asked(self, url: str, path: str, seen: Sighting) -> str | None:
        """The host's file; empty when it refuses it, which forbids and reserves nothing."""
        allow, verify = frozenset(seen.allow), seen.tls == "verify"
        try:
            told = await self._fetcher.fetch(url, kind="page", allow=allow, tls_verify=verify)
        except Unreachable:
            return None
        except IngestError:
            return ""
        return READERS[path](told.status, told.body)
