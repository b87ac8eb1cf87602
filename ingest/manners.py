"""What hosts ask of robots: robots.txt fetched once in a while, obeyed for every page."""

import asyncio
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from ingest.errors import IngestError, Refused, Unreachable
from ingest.fetcher import Fetcher
from ingest.robots import crawl_delay, may_fetch, rules_text
from ingest.sighting import Sighting

AGENT = "wiredesk"
FRESH = 6 * 3600.0  # seconds rules are good for; RFC 9309 allows a day
CLOSED = 300.0  # seconds until a host that gave no rules is asked for them again
MOST = 5000  # hosts remembered, the least recently asked go first: ≤ 500 KB each, mostly 1


class Manners:
    """Remembers the rules of hosts, in this process."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._rules: OrderedDict[str, tuple[float, str | None]] = OrderedDict()
        self._asking: dict[str, asyncio.Future[str | None]] = {}

    async def rest(self, seen: Sighting) -> float:
        """Seconds the host wants between two requests.

        Raises Refused when its rules keep us out, Unreachable when it does not tell them now.
        """
        if seen.robots == "ignore":
            return 0.0
        rules = await self._rules_for(seen)
        if rules is None:
            raise Unreachable("server_error", "robots.txt: no answer, so closed for now")
        if not may_fetch(rules, seen.entry.url, AGENT):
            raise Refused("forbidden", "robots.txt")
        return crawl_delay(rules, AGENT) or 0.0

    async def _rules_for(self, seen: Sighting) -> str | None:
        parts = urlsplit(seen.entry.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        until, rules = self._rules.get(origin, (0.0, None))
        if time.monotonic() >= until:
            rules = await self._asked_once(origin, seen)
            wait = CLOSED if rules is None else FRESH
            self._rules[origin] = time.monotonic() + wait, rules
        self._rules.move_to_end(origin)
        while len(self._rules) > MOST:
            self._rules.popitem(last=False)
        return rules

    async def _asked_once(self, origin: str, seen: Sighting) -> str | None:
        """One question to a host, however many of its pages wait for the answer."""
        asking = self._asking.get(origin)
        if asking is None:
            asking = asyncio.ensure_future(self._asked(f"{origin}/robots.txt", seen))
            asking.add_done_callback(lambda _: self._asking.pop(origin, None))
            self._asking[origin] = asking
        return await asyncio.shield(asking)  # one page given up is not all of them

    async def _asked(self, url: str, seen: Sighting) -> str | None:
        """The host's rules; none when it refuses the file, which forbids nothing."""
        allow, verify = frozenset(seen.allow), seen.tls == "verify"
        try:
            told = await self._fetcher.fetch(url, kind="page", allow=allow, tls_verify=verify)
        except Unreachable:
            return None
        except IngestError:
            return ""
        return rules_text(told.status, told.body)
