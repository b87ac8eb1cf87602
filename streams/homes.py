"""Which language an article is at home in: all its verdicts stand in the realm of that language."""

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from streams.verdict import Question

SCRIPT = Path(__file__).with_name("homes.lua")
FIELD = 5  # bytes of an id's hash beside its bucket: two ids in 10^15 share a home


class Homes:
    """Remembers languages for one to two lifetimes of a verdict, in `buckets` small hashes."""

    def __init__(self, client: "Redis", prefix: str, seconds: int, buckets: int) -> None:
        self._script = client.register_script(SCRIPT.read_text(encoding="utf-8"))
        self._key = f"{prefix}{{nd:home}}"
        self._seconds, self._buckets = seconds, buckets

    async def of(self, questions: Sequence[Question], now: float) -> list[str]:
        """The language of each article's first version, from now on. Idempotent."""
        if not questions:
            return []
        generation = math.floor(now / self._seconds)
        args: list[Any] = [generation, (generation + 2) * self._seconds]
        for question in questions:
            args += [*self._place(question.id), question.language]
        homes: list[bytes] = await self._script(keys=[self._key], args=args)
        return [home.decode() for home in homes]

    def _place(self, id: str) -> tuple[int, bytes]:
        digest = hashlib.blake2b(id.encode(), digest_size=FIELD + 4).digest()
        return int.from_bytes(digest[FIELD:], "big") % self._buckets, digest[:FIELD]
