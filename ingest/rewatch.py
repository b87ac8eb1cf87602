"""ledger → watches: pages sent lately, which a lost Redis looked at again, are watched anew."""

import zstandard
from redis.asyncio import Redis

from config.moments import milliseconds, now_ms
from config.settings import Settings
from ingest.looks import next_look
from ingest.scripts import Argument, Script
from ingest.sighting import DECODER
from ingest.watches import AFTERWARDS, steps_of

BATCH = 100  # pages in one call


class Rewatch:
    """Gathers what has ended while a whole ledger is read; bounded as the watches are."""

    def __init__(self, client: "Redis", settings: Settings) -> None:
        self._steps, self._most = steps_of(settings.page_looks), settings.page_watched
        self._restore = Script(client, settings.prefix, "queue", "watch", "watch_restore")
        self._sent: dict[str, bytes] = {}  # id → its sighting, packed; the latest come last

    def clear(self) -> None:
        self._sent.clear()

    def note(self, name: str, seen_at: str, sighting: bytes) -> None:
        """This version of an article has ended: its page is watched if there is time left."""
        self._sent.pop(name, None)
        if next_look(milliseconds(seen_at), self._steps, now_ms()) is None:
            return
        self._sent[name] = zstandard.compress(sighting)
        if len(self._sent) > self._most:
            self._sent.pop(next(iter(self._sent)))

    async def put_back(self) -> int:
        """Watch these pages; how many there are."""
        told, self._sent = list(self._sent.values()), {}
        count = 0
        for place in range(0, len(told), BATCH):
            rows = [fact for packed in told[place : place + BATCH] for fact in self._row(packed)]
            count += int(await self._restore(now_ms(), self._most, *rows)) if rows else 0
        return count

    def _row(self, packed: bytes) -> list[Argument]:
        seen, now = DECODER.decode(zstandard.decompress(packed)), now_ms()
        start = milliseconds(seen.seen_at)
        due = next_look(start, self._steps, now)
        if due is None or not seen.wants_page:
            return []
        kept = start + round(1000 * (self._steps[-1] + AFTERWARDS)) - now
        return [seen.entry.id, seen.host, due, kept, start, seen.entry.url, packed]
