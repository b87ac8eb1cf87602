"""feeds by due time: leased to one poller at a time, saved whole or not at all."""

import random
import secrets
from collections.abc import Sequence

import msgspec
from redis.asyncio import Redis

from config.feeds import Feed
from config.moments import milliseconds, now_ms
from ingest.marks import Marks, packed, unpacked
from ingest.schedule import first_poll
from ingest.scripts import TOGETHER, Script, text
from ingest.sighting import ENCODER, Sighting, host_and_port
from ingest.standing import home_of
from ingest.turn import Save, Turn, mark_of, turn_of
from ingest.turn import packed as packed_turn

BATCH = 500  # feeds in one call, so that no script holds Redis for more than some milliseconds
AT_ONCE = 2  # polls of one host, by all pollers together; pages have as many of their own
MARKS_KEPT = 31 * 86400  # seconds, of a feed that is declared no more: it may come back

PACKER = msgspec.msgpack.Encoder()
UNUSUAL = ("failing", "silent", "quarantined", "gone")  # states with a set of feeds each


class Forgotten(Exception):
    """This Redis has lost what the ledger remembers: recovery comes first."""


class Roster:
    """The feeds in Redis: `feed:due`, `feed:leases`, `feed:<id>:known`, `feed:<id>:seen`.

    `owner` is how the tokens of this poller begin, the same after a restart; nobody else's do.
    """

    def __init__(self, client: "Redis", prefix: str, lease_seconds: float, owner: str = "") -> None:
        self._redis, self._prefix, self._owner = client, prefix, owner
        self._lease_ms = round(1000 * lease_seconds)
        kept = "roster_feed"
        saving = ("known", "queue", "rest", kept, "roster_save")
        self._sync = Script(client, prefix, "rest", kept, "roster_sync")
        self._drop = Script(client, prefix, kept, "roster_drop")
        self._lease = Script(client, prefix, "rest", kept, "roster_lease")
        self._save = Script(client, prefix, *saving, pause=TOGETHER)
        self._marks = Script(client, prefix, "roster_marks", pause=TOGETHER)
        self._release = Script(client, prefix, kept, "roster_release")
        self._take = Script(client, prefix, kept, "roster_take")
        self._reclaim = Script(client, prefix, kept, "roster_reclaim")

    async def sync(self, feeds: Sequence[Feed]) -> int:
        """Make Redis hold these feeds and no others; how many are new or have a new address."""
        added = 0
        for place in range(0, len(feeds), BATCH):
            now, part = now_ms(), feeds[place : place + BATCH]
            facts = [fact for feed in part for fact in facts_of(feed, now)]
            added += int(await self._sync(now, *facts))
        await self._drop_all_but({feed.id for feed in feeds})
        return added

    async def _drop_all_but(self, declared: set[str]) -> None:
        there = await self._redis.zrange(f"{self._prefix}feed:due", 0, -1)
        gone = sorted({text(name) for name in there if isinstance(name, bytes)} - declared)
        for place in range(0, len(gone), BATCH):
            await self._drop(MARKS_KEPT, *gone[place : place + BATCH])

    async def lease(self, count: int) -> list[Turn]:
        """Feeds that are due, the longest waiting first. Raises Forgotten after a loss of Redis."""
        now, token = now_ms(), self._token()
        till = now + self._lease_ms
        rows = await self._lease(now, till, token, count, AT_ONCE)
        if rows is None:
            raise Forgotten
        return [turn_of(token, *row) for row in zip(rows[::3], rows[1::3], rows[2::3], strict=True)]

    async def take(self, feed: str) -> Turn | None:
        """One feed out of its turn; None while another has it, or nobody has declared it."""
        now, token = now_ms(), self._token()
        row = await self._take(now, now + self._lease_ms, token, feed)
        return None if row is None else turn_of(token, *row)

    def _token(self) -> str:
        return self._owner + secrets.token_hex(8)

    async def reclaim(self) -> int:
        """Give back what an earlier self, which died, has leased; how many feeds these were.

        Nobody has to wait for the end of its leases.
        """
        return int(await self._reclaim(now_ms(), self._owner)) if self._owner else 0

    async def marks(self, feed: str) -> Marks:
        return unpacked(await self._marks(feed))

    async def save(self, turn: Turn, save: Save) -> bool:
        """Validators, marks and frontier in one step; False when the lease is another's by now."""
        ways = (turn.state, save.known.state, round(1000 * save.rest))
        marks = packed(save.marks) if save.marks else b""
        lease = (turn.feed, turn.token, now_ms(), save.due)
        learned = packed_turn(save.known)
        return bool(await self._save(*lease, learned, *ways, marks, found(save)))

    async def standings(self) -> dict[str, int]:
        """How many feeds stand otherwise than they should, by how."""
        pipe = self._redis.pipeline(transaction=False)
        for state in UNUSUAL:
            pipe.scard(f"{self._prefix}feed:{state}")
        return dict(zip(UNUSUAL, await pipe.execute(), strict=True))

    async def release(self, turn: Turn) -> None:
        """Give a lease back unused: a poller that stops leaves its feeds to the others."""
        await self._release(turn.feed, turn.token, turn.due)


def facts_of(feed: Feed, now: int) -> tuple[str, int, str, str, int, int]:
    interval = feed.min_interval_seconds
    first = first_poll(interval, now, random.random())  # noqa: S311  spreads load, hides nothing
    mark, host = mark_of(feed.url), host_and_port(feed.url)
    return feed.id, mark, host, home_of(feed.url), 1000 * interval, first


def found(save: Save) -> bytes:
    """The entries that a poll has found, as the script takes them; nothing as nearly always."""
    if not (save.sightings or save.ended):
        return b""
    ended = [row_of(seen)[:4] for seen in save.ended]
    return PACKER.encode(([row_of(seen) for seen in save.sightings], ended))


def row_of(seen: Sighting) -> tuple[str, int, str, int, str, str, str]:
    return (
        seen.entry.id,
        milliseconds(seen.seen_at),
        seen.content,
        seen.size,
        seen.key,
        seen.host,
        ENCODER.encode(seen).decode(),  # Redis reads text in msgpack, but no bytes
    )
