"""What clean remembers of sites, in Redis: read before a batch, written after it, one call each.

site:<host>:template, :boilerplate, :paragraphs:<window>     (streams/site.lua)
site:first:<id>:<seen_at>                                    the first answer, for redeliveries
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from redis.asyncio import Redis
from redis.commands.core import AsyncScript

from config.clients import redis_client
from config.health import Pulse
from config.patience import patiently
from config.settings import Settings
from config.urls import host_of
from streams.site import Advice, Lesson, Site, merged, tag_of

T = TypeVar("T")
SCRIPT = Path(__file__).with_name("site.lua")
WINDOW_DAYS = 3  # a paragraph is boilerplate if three articles of three to six days share it
FIRST_SECONDS = 3 * 86400  # a worker that stood still over a weekend gets its batch again
DAY = 86400
CERTAINLY = 99  # articles; what was dropped once is dropped again
NEW = Site()
UNPACK_SITE = msgspec.msgpack.Decoder(Site)
UNPACK_ADVICE = msgspec.msgpack.Decoder(Advice)
PACK = msgspec.msgpack.Encoder()


class Asked(msgspec.Struct, frozen=True):
    """Which article of which site."""

    id: str
    seen_at: str
    host: str

    @property
    def first(self) -> str:
        return f"{self.id}:{self.seen_at}"


class Told(msgspec.Struct, frozen=True):
    """What a child is to be told, and the site as it was then; `again`: it was told before."""

    advice: Advice
    site: Site = NEW
    again: bool = False


class Sites:
    """Asks and tells in whole batches; waits while Redis is away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._before = f"{settings.prefix}site:"

    def open(self, pulse: Pulse) -> None:
        """Inside the loop that uses it."""
        self._redis: Redis = redis_client(self._settings)
        self._script: AsyncScript = self._redis.register_script(SCRIPT.read_text(encoding="utf-8"))
        self._pulse = pulse

    async def close(self) -> None:
        await self._redis.aclose()

    async def told(self, asked: Sequence[Asked]) -> list[Told]:
        """What is known of each article's site; for a redelivery, what was used the first time."""
        hosts = list(dict.fromkeys(one.host for one in asked))
        firsts, sites = await self._wait(lambda: self._read(asked, hosts))
        return [told(first, sites[one.host]) for one, first in zip(asked, firsts, strict=True)]

    async def taught(self, lessons: Sequence[tuple[Asked, Told, Lesson]]) -> None:
        """Remember what these articles taught."""
        values = packed(lessons)
        if values:
            args = [WINDOW_DAYS, FIRST_SECONDS, *values]
            await self._wait(lambda: self._script(keys=[self._before], args=args))

    async def _read(
        self, asked: Sequence[Asked], hosts: Sequence[str]
    ) -> tuple[list[bytes | None], dict[str, "Read"]]:
        pipe = self._redis.pipeline(transaction=False)
        pipe.mget([f"{self._before}first:{one.first}" for one in asked])
        for host in hosts:
            pipe.get(f"{self._before}{host}:template")
            pipe.hgetall(f"{self._before}{host}:boilerplate")
        firsts, *sites = await pipe.execute()
        pairs = zip(sites[::2], sites[1::2], strict=True)
        return firsts, dict(zip(hosts, pairs, strict=True))

    async def _wait(self, call: Callable[[], Awaitable[T]]) -> T:
        return await patiently(call, self._pulse)


Value = str | bytes | int
Read = tuple[bytes | None, Mapping[bytes, bytes]]  # templates; boilerplate


def told(first: bytes | None, read: Read) -> Told:
    template, boilerplate = read
    site = UNPACK_SITE.decode(template) if template else NEW
    if first is not None:
        return Told(UNPACK_ADVICE.decode(first), site, again=True)
    articles = {mark: int(value.partition(b":")[0]) for mark, value in boilerplate.items()}
    return Told(Advice(site.templates, articles), site)


def packed(lessons: Sequence[tuple[Asked, Told, Lesson]]) -> list["Value"]:
    """The articles of a batch as the script takes them; each sees what those before it taught."""
    sites: dict[str, Site] = {}
    values: list[Value] = []
    for asked, was, lesson in lessons:
        if was.again:
            continue
        site = sites.get(asked.host, was.site)
        sites[asked.host] = new = merged(site, tag_of(asked.id), lesson)
        values += [asked.first, PACK.encode(answered(lesson)), asked.host, tag_of(asked.id)]
        values += [day_of(asked.seen_at), PACK.encode(new) if new != was.site else b""]
        values.append(len(lesson.marks))
        for mark, length in lesson.marks:
            values += [mark, length]
    return values


def answered(lesson: Lesson) -> Advice:
    """As much of the advice as the article used: told again, it makes the same of it."""
    used = () if lesson.used is None else (lesson.used,)
    return Advice(used, dict.fromkeys(lesson.gone, CERTAINLY))


def day_of(seen_at: str) -> int:
    return int(datetime.fromisoformat(seen_at).timestamp() // DAY)


def asked_of(id: str, seen_at: str, url: str) -> Asked:
    return Asked(id, seen_at, host_of(url))
