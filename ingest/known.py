"""changed entries → their seen_at: rising per article, the same again for the same content."""

from collections.abc import Sequence

import msgspec
from redis.asyncio import Redis

from config.feeds import Feed
from config.moments import now_ms
from config.records import Entry
from ingest.scripts import Script
from ingest.sighting import Sighting, content_text, sighting, text_size

BATCH = 200  # entries in one call


class Reserved(msgspec.Struct, frozen=True):
    """What of a response is news; `settled` is False while another feed is bringing some of it."""

    sightings: tuple[Sighting, ...] = ()
    later: tuple[str, ...] = ()  # ids that another feed is just bringing: to be looked at again

    @property
    def settled(self) -> bool:
        return not self.later


class Known:
    """`known:<id>`: the last seen_at of an article, whose word for it counts, its content."""

    def __init__(self, client: "Redis", prefix: str) -> None:
        self._reserve = Script(client, prefix, "known", "reserve")

    async def reserve(self, feed: Feed, entries: Sequence[Entry]) -> Reserved:
        """A seen_at for each entry that tells something new.

        An article that another feed brought first is not told again, unless this feed has half as
        much text again: then this feed's word counts from now on.
        """
        moments = [m for part in parts(entries) for m in await self._moments(feed, part)]
        told = list(zip(entries, moments, strict=True))
        return Reserved(
            tuple(sighting(feed, entry, ms) for entry, ms in told if ms > 0),
            tuple(entry.id for entry, ms in told if ms < 0),
        )

    async def _moments(self, feed: Feed, entries: Sequence[Entry]) -> list[int]:
        told = [(e.id, content_text(e), text_size(feed, e)) for e in entries]
        flat = [fact for entry in told for fact in entry]
        moments: list[int] = await self._reserve(feed.id, now_ms(), *flat)
        return moments


def parts(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    return [entries[place : place + BATCH] for place in range(0, len(entries), BATCH)]
