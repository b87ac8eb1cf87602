"""changed entries → their seen_at: rising per article, the same again for the same content."""

from collections.abc import Sequence

import msgspec
from redis.asyncio import Redis

from config.feeds import Feed
from config.metrics import PUT_OFF
from config.moments import now_ms
from config.records import Entry
from ingest.scripts import TOGETHER, Script, text
from ingest.sighting import Sighting, content_text, sighting, text_size

BATCH = 200  # entries in one call
MOST = 2000  # entries of one poll: the script that saves more would hold Redis for half a second


class Reserved(msgspec.Struct, frozen=True):
    """What of a response is news; `settled` is False while some of it has to wait."""

    sightings: tuple[Sighting, ...] = ()
    later: tuple[str, ...] = ()  # ids to be looked at again: another feed is just bringing them
    left: tuple[str, ...] = ()  # or they are too many for one poll

    @property
    def settled(self) -> bool:
        return not (self.later or self.left)


class Known:
    """`known:<id>`: the last seen_at of an article, whose word for it counts, its content."""

    def __init__(self, client: "Redis", prefix: str) -> None:
        self._reserve = Script(client, prefix, "known", "reserve", pause=TOGETHER)

    async def reserve(self, feed: Feed, entries: Sequence[Entry]) -> Reserved:
        """A seen_at for each entry that tells something new.

        An article that another feed brought first is not told again, unless this feed has half as
        much text again: then this feed's word counts from now on. Of very many the last, which are
        the newest, come first; the others are left for the next poll.
        """
        now, left = entries[-MOST:], entries[:-MOST]
        PUT_OFF.inc(len(left))
        moments = [m for part in parts(now) for m in await self._moments(feed, part)]
        told = list(zip(now, moments, strict=True))
        return Reserved(
            tuple(sighting(feed, called(entry, name), ms) for entry, (ms, name) in told if ms > 0),
            tuple(entry.id for entry, (ms, _) in told if ms < 0),
            tuple(entry.id for entry in left),
        )

    async def _moments(self, feed: Feed, entries: Sequence[Entry]) -> list[tuple[int, str]]:
        """Of each its seen_at (ms), and the id of the article whose other address it is."""
        told = [(e.id, content_text(e), text_size(feed, e)) for e in entries]
        flat = [fact for entry in told for fact in entry]
        answer = await self._reserve(feed.id, now_ms(), *flat)
        return [(int(ms), text(name)) for ms, name in zip(answer[::2], answer[1::2], strict=True)]


def called(entry: Entry, name: str) -> Entry:
    """The entry under the name of the article that it is."""
    return msgspec.structs.replace(entry, id=name) if name else entry


def parts(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    return [entries[place : place + BATCH] for place in range(0, len(entries), BATCH)]
