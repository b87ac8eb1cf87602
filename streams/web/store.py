"""Redis → reader: what the publisher has folded into the store, read only."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

import msgspec
from redis.asyncio import Redis

from streams.story import Member, in_order
from streams.web.cursors import Cursor

T = TypeVar("T")

PATIENCE = 1.5  # seconds; a reader gets a 503 soon, not a page that hangs
PAGE_BYTES = 4 << 20  # of records in one answer; the page is shorter when they are long
AT_ONCE = 10  # records fetched together; each may be 1 MiB
TIES = 1000  # articles of one desk in one millisecond, at most
MOST_COPIES = 500  # reprints told of one article
HOPS = 16  # from a story that was merged to the one it is part of now


class Page(msgspec.Struct, frozen=True):
    """Records of a desk, newest first, and where the next page begins."""

    records: tuple[bytes, ...]
    cursor: Cursor | None


class Store:
    """Questions to the store. All raise Redis' errors or TimeoutError while it is away."""

    def __init__(self, redis: "Redis", prefix: str) -> None:
        self._redis: Any = redis  # its types know only unions of all answers
        self._prefix = prefix

    async def page(self, desk: str, limit: int, after: Cursor | None) -> Page:
        places = await self._places(desk, limit + 1, after)
        return await self._filled(places[:limit], more=len(places) > limit)

    async def article(self, id: str) -> bytes | None:
        line: bytes | None = await self._asked(self._redis.get(self._key("art", id)))
        return line

    async def articles(self, ids: Sequence[str]) -> list[bytes]:
        """The latest versions of those that are still kept, in the order asked."""
        found: list[bytes] = []
        for start in range(0, len(ids), AT_ONCE):
            keys = [self._key("art", id) for id in ids[start : start + AT_ONCE]]
            found += [value for value in await self._asked(self._redis.mget(keys)) if value]
        return found

    async def versions(self, id: str) -> list[bytes]:
        """The kept versions, oldest first."""
        kept: dict[bytes, bytes] = await self._asked(self._redis.hgetall(self._key("ver", id)))
        return [kept[number] for number in sorted(kept, key=int)]

    async def copies(self, id: str) -> list[str]:
        """Ids of the reprints, oldest first."""
        return await self._members("copies", id)

    async def story(self, id: str) -> tuple[str, list[Member]]:
        """The id of a story, which may be named by an alias, and its members as first seen."""
        for _ in range(HOPS):
            older = await self._asked(self._redis.get(self._key("merged", id)))
            if older is None:
                break
            id = older.decode()
        kept: list[bytes] = await self._asked(self._redis.hvals(self._key("story", id)))
        return id, in_order([msgspec.json.decode(one, type=Member) for one in kept])

    async def reprints(self, ids: Sequence[str]) -> dict[str, int]:
        """How often each of these articles was reprinted."""
        pipe = self._redis.pipeline(transaction=False)
        for id in ids:
            pipe.zcard(self._key("copies", id))
        return dict(zip(ids, await self._asked(pipe.execute()), strict=True))

    async def sizes(self, desks: Sequence[str]) -> dict[str, tuple[int, int | None]]:
        """How many articles each desk has, and when the newest came."""
        pipe = self._redis.pipeline(transaction=False)
        for desk in desks:
            pipe.zcard(self._key("desk", desk))
            pipe.zrange(self._key("desk", desk), 0, 0, desc=True, withscores=True)
        answers = await self._asked(pipe.execute())
        newest = [int(found[0][1]) if found else None for found in answers[1::2]]
        return dict(zip(desks, zip(answers[::2], newest, strict=True), strict=True))

    async def feeds(self, ids: Sequence[str]) -> list[tuple[dict[str, str], float | None]]:
        """What the poller has written of each of these feeds, and when (ms) it is due."""
        pipe = self._redis.pipeline(transaction=False)
        for id in ids:
            pipe.hgetall(self._key("feed", id))
            pipe.zscore(self._key("feed", "due"), id)
        answers = await self._asked(pipe.execute())
        return list(zip(map(texts, answers[::2]), answers[1::2], strict=True))

    async def close(self) -> None:
        await self._redis.aclose()

    async def ping(self) -> None:
        await self._asked(self._redis.ping())

    async def _places(self, desk: str, count: int, after: Cursor | None) -> list[Cursor]:
        """The next places of a desk's timeline; within a millisecond, ids from z to a."""
        key = self._key("desk", desk)
        below = f"({after.ms}" if after else "+inf"
        older = await self._asked(
            self._redis.zrange(
                key, below, "-inf", desc=True, byscore=True, offset=0, num=count, withscores=True
            )
        )
        tied = await self._tied(key, after) if after else []
        return [*tied, *(Cursor(int(ms), id.decode()) for id, ms in older)][:count]

    async def _tied(self, key: str, after: Cursor) -> list[Cursor]:
        same = await self._asked(
            self._redis.zrange(key, after.ms, after.ms, desc=True, byscore=True, offset=0, num=TIES)
        )
        return [Cursor(after.ms, id.decode()) for id in same if id.decode() < after.id]

    async def _filled(self, places: list[Cursor], *, more: bool) -> Page:
        """The records at these places, fewer when they are long."""
        records: list[bytes] = []
        for start in range(0, len(places), AT_ONCE):
            part = places[start : start + AT_ONCE]
            records += await self.articles([place.id for place in part])
            reached = start + len(part)
            if sum(map(len, records)) > PAGE_BYTES and reached < len(places):
                return Page(tuple(records), part[-1])
        return Page(tuple(records), places[-1] if more else None)

    async def _members(self, kind: str, id: str) -> list[str]:
        found = await self._asked(self._redis.zrange(self._key(kind, id), 0, MOST_COPIES - 1))
        return [member.decode() for member in found]

    async def _asked(self, call: Awaitable[T]) -> T:
        async with asyncio.timeout(PATIENCE):
            return await call

    def _key(self, kind: str, name: str) -> str:
        return f"{self._prefix}{kind}:{name}"


def texts(found: dict[bytes, bytes]) -> dict[str, str]:
    return {name.decode(): value.decode(errors="replace") for name, value in found.items()}
