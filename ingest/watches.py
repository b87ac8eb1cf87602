"""pages that were sent and are looked at again: `front:watch:<id>`, `front:again:<host>`."""

from collections.abc import Sequence

import msgspec
import zstandard
from redis.asyncio import Redis

from config.moments import moment, now_ms
from config.settings import Settings
from ingest.fetcher import Fetched
from ingest.looks import Look, Watch, next_look
from ingest.pagetext import PageText
from ingest.scripts import Argument, Script, text
from ingest.sighting import DECODER, Sighting, for_ledger
from ingest.standing import home_of

AFTERWARDS = 3600.0  # seconds that a watch outlives its last look, which may come late
LONGEST = 1000  # characters of a validator that are kept

Lease = tuple[str, str]  # host, token


class Watches:
    """Bounded in number and in time; after a loss of Redis rewatch.py begins them anew."""

    def __init__(self, client: "Redis", settings: Settings) -> None:
        self.steps, self._most = steps_of(settings.page_looks), settings.page_watched
        self._redis, self._prefix = client, settings.prefix
        self._seen = Script(client, self._prefix, "known", "queue", "watch_seen")
        self._looked = Script(client, self._prefix, "queue", "rest", "watch", "watch_looked")

    def begun(
        self, seen: Sighting, fetched: Fetched | None, read: PageText | None
    ) -> list[Argument]:
        """For frontier_done.lua: the watch of a page just sent; nothing to watch is `""`."""
        now = now_ms()
        due = next_look(now, self.steps, now)
        if due is None or fetched is None or read is None or not read.mark:
            return [""]
        kept = round(1000 * (self.steps[-1] + AFTERWARDS))
        facts: dict[str, Argument] = {
            "start": now,
            "mark": read.mark,
            "size": read.size,
            "url": fetched.url,
        }
        facts |= validators(fetched)
        pairs = [part for fact in facts.items() for part in fact]
        told = zstandard.compress(for_ledger(seen))
        return [due, kept, self._most, "sighting", told, *pairs]

    async def seen(self, was: Sighting, token: str, mark: str) -> Sighting | None:
        """The sighting of another text; None when the lease, or the article, is another's now."""
        told = (member_of(was), token, was.entry.id, was.feed, mark, now_ms())
        ms = int(await self._seen(*told))
        return msgspec.structs.replace(was, seen_at=moment(ms)) if ms else None

    async def looked(self, was: Sighting, lease: Lease, look: Look, sent: str = "") -> bool:
        """The look is over; `sent` is what went out. False when its lease is another's by now."""
        asked = (member_of(was), *lease, now_ms(), round(1000 * look.polite), was.entry.id)
        due = "" if look.due is None else look.due
        told = (due, sent, home_of(was.entry.url), round(1000 * look.rest))
        pairs = [part for fact in look.facts.items() for part in fact]
        return bool(await self._looked(*asked, *told, *pairs))

    async def size(self) -> int:
        """How many pages are watched; those whose time is over are forgotten."""
        watched = f"{self._prefix}front:watched"
        await self._redis.zremrangebyscore(watched, "-inf", now_ms())
        return int(await self._redis.zcard(watched))


def steps_of(told: str) -> tuple[float, ...]:
    """`900,3600` → seconds, in order; none where nothing is said."""
    return tuple(sorted(float(step) for step in told.split(",") if step))


def member_of(seen: Sighting) -> str:
    return f"{seen.entry.id} again"


def validators(fetched: Fetched) -> dict[str, str]:
    told = {"etag": "etag", "last_modified": "last-modified"}
    return {name: fetched.headers.get(header, "")[:LONGEST] for name, header in told.items()}


def watched(told: Sequence[bytes]) -> tuple[Sighting, Watch]:
    """The sighting that was sent, and its page then, of a stored watch."""
    pairs = dict(zip(map(text, told[::2]), told[1::2], strict=True))
    seen = DECODER.decode(zstandard.decompress(pairs.pop("sighting")))
    facts = {name: text(value) for name, value in pairs.items()}
    return seen, msgspec.convert(facts, Watch, strict=False)
