"""Kafka as the poller knows it: the ledger's lines, the raw articles; each call ends when safe."""

import asyncio
from collections.abc import Sequence

from config.codec import RAW
from config.moments import now_ms
from config.records import RawArticle
from config.settings import Settings
from config.topics import topic_name
from ingest.ledger import excluded_lines, seen_line
from ingest.sender import Headers, Sender
from ingest.sighting import Sighting


class Wire:
    """Knows the topics. Raises KafkaError when the broker will not take something."""

    def __init__(self, sender: Sender, settings: Settings) -> None:
        self._sender = sender
        self._raw, self._ledger = topic_name(settings, "raw"), topic_name(settings, "ledger")

    async def tell(self, wanted: Sequence[Sighting], unwanted: Sequence[Sighting]) -> None:
        """Write what was seen, and what of it a feed's rules do not want, to the ledger."""
        lines = [(seen.entry.id, seen_line(seen)) for seen in wanted]
        lines += [(seen.entry.id, line) for seen in unwanted for line in excluded_lines(seen)]
        if lines:
            await asyncio.gather(*(self._sender.send(self._ledger, *line) for line in lines))

    async def send(self, raw: RawArticle) -> None:
        """Put a raw article on its topic, under its id."""
        await self._sender.send(self._raw, raw.id, RAW.encode(raw), headers(raw))


def headers(raw: RawArticle) -> Headers:
    """What every inner record carries, so that parking it never needs its value.

    `raw_ms` is when it was sent: freshness is measured from there, the polite wait apart.
    """
    named = {"id": raw.id, "seen_at": raw.seen_at, "feed": raw.feed, "raw_ms": str(now_ms())}
    return [(name, value.encode()) for name, value in named.items()]
