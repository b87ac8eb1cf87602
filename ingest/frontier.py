"""entries whose page has not been sent yet: queued by host, leased politely, gone when sent."""

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
from redis.asyncio import Redis

from config.moments import now_ms
from config.settings import Settings
from ingest.looks import Watch
from ingest.schedule import next_try
from ingest.scripts import Argument, Script, text
from ingest.sighting import DECODER, Sighting
from ingest.standing import home_of
from ingest.watches import member_of, watched

AT_ONCE = 2  # requests to one host; what browsers of the modem age allowed themselves
SHORTEST_WAIT, LONGEST_WAIT = 0.001, 0.1  # seconds until an empty lease is asked again
LEASES = 4  # deadlines of a request that a lease lasts: robots.txt, tdmrep.json, the page, some air
BATCH = 500  # hosts in one call, so that no script holds Redis for more than some milliseconds
SENT_KEPT = 7 * 86_400_000  # ms; as long as articles.raw keeps what was sent


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """One sighting leased for one try to bring it in; `token` proves it."""

    sighting: Sighting
    token: str
    tries: int  # that have failed before
    host: str

    @property
    def member(self) -> str:
        return self.sighting.key


class Revisit(Errand, frozen=True, kw_only=True):
    """One page that was sent leased for one look at what has become of it."""

    watch: Watch

    @property
    def member(self) -> str:
        return member_of(self.sighting)


class Leased(msgspec.Struct, frozen=True):
    """What may be fetched now, and how many seconds to wait when it is nothing."""

    errands: tuple[Errand, ...]
    wait: float


class Frontier:
    """`front:*` in Redis, see queue.lua.

    `owner` is how the tokens of this poller begin, the same after a restart; nobody else's do.
    """

    def __init__(self, client: "Redis", settings: Settings, owner: str = "") -> None:
        self._redis, self._prefix, self._owner = client, settings.prefix, owner
        self._lease_ms = round(1000 * LEASES * settings.fetch_seconds)
        self._delay_ms = round(1000 * settings.page_delay)
        self._patience = settings.page_patience
        self._lease = Script(client, self._prefix, "queue", "rest", "frontier_lease")
        self._done = Script(client, self._prefix, "known", "queue", "watch", "frontier_done")
        self._retry = Script(client, self._prefix, "queue", "rest", "frontier_retry")
        self._reclaim = Script(client, self._prefix, "queue", "frontier_reclaim")

    async def lease(self, count: int) -> Leased:
        """Entries that may be fetched now, none of a host that was asked a moment ago."""
        now, token = now_ms(), self._owner + secrets.token_hex(8)
        till = now + self._lease_ms
        rows, due = await self._lease(now, till, token, count, self._delay_ms, AT_ONCE)
        wait = (float(due) - now) / 1000 if due else LONGEST_WAIT
        errands = tuple(errand(token, row) for row in rows)
        return Leased(errands, min(max(wait, SHORTEST_WAIT), LONGEST_WAIT))

    async def done(
        self,
        errand: Errand,
        rest: float = 0,
        size: int | None = None,
        watch: Sequence[Argument] = ("",),
        aliases: Sequence[str] = (),
    ) -> bool:
        """The broker has it: forget it. False when the lease is another's by now.

        `rest`: seconds this host wants between requests; `size`: how much text it brought after
        all, when its page did not come; `watch`: how its page is looked at again (watches.py);
        `aliases`: ids of its other addresses.
        """
        told = (errand.sighting.entry.id, "" if size is None else size, " ".join(aliases))
        return bool(await self._done(*self._args(errand, rest), *told, *watch))

    async def retry(self, errand: Errand, rest: float = 0) -> bool:
        """It did not come: try again when its time comes; its host rests if it has asked for it."""
        due = next_try(errand.tries + 1, self._patience, now_ms())
        home = home_of(errand.sighting.entry.url)
        asked = (due, 1, home, round(1000 * rest))
        return bool(await self._retry(*self._args(errand, 0), *asked))

    async def release(self, errand: Errand) -> bool:
        """Give it back untried; what was to be looked at again is, when its lease ends."""
        if isinstance(errand, Revisit):
            return False
        return bool(await self._retry(*self._args(errand, 0), now_ms(), 0, "", 0))

    async def reclaim(self) -> int:
        """Give back what an earlier self, which died, has leased; how many entries and pages."""
        if not self._owner:
            return 0
        hosts, back = await self._redis.zrange(f"{self._prefix}front:hosts", 0, -1), 0
        for place in range(0, len(hosts), BATCH):
            back += int(await self._reclaim(now_ms(), self._owner, *hosts[place : place + BATCH]))
        return back

    def _args(self, errand: Errand, rest: float) -> list[Argument]:
        return [errand.member, errand.host, errand.token, now_ms(), round(1000 * rest)]

    async def size(self) -> int:
        """How many entries wait. What was sent longer ago than the topic keeps is forgotten."""
        oldest = now_ms() - SENT_KEPT
        await self._redis.zremrangebyscore(f"{self._prefix}front:sent", "-inf", oldest)
        return int(await self._redis.hlen(f"{self._prefix}front:entries"))


def errand(token: str, row: Sequence[Any]) -> Errand:
    _, host, told, tries, facts = row
    if facts:
        seen, watch = watched(facts)
        return Revisit(sighting=seen, token=token, tries=0, host=text(host), watch=watch)
    return Errand(sighting=DECODER.decode(told), token=token, tries=int(tries), host=text(host))
