"""published record ─fold─▶ Redis: heads and store of one lane, behind the lane's own mark.

All of it can be made again from `articles.enriched` and `articles.copies` (streams/refold.py).
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files

import msgspec
from redis.asyncio import Redis

from config.codec import PUBLISHED
from config.moments import milliseconds
from config.published import Published
from streams.notices import Candidate, candidate_of, folded
from streams.passage import COPIES, Head, head_of, withdrawn
from streams.record import UNMATCHED
from streams.story import member_of

log = logging.getLogger(__name__)

DAY = 86_400  # seconds
SEGMENT_DAYS = 8  # a record may outlive its retention by its segment's 7 days; so must its head
VERSIONS = 10  # kept of each article
PLACES = 5_000  # kept of each desk's timeline
MEMBERS = 2_000  # kept of each story; the largest agency stories have some hundred
FIELDS = Head.__struct_fields__
HELD = "rebuilding"  # stands for a mark while the store is being deleted: no lane folds on it
STORE = (  # kinds of keys; heads first
    "head", "art", "ver", "copies", "story", "merged", "desk", "claim", "wire", "notice",
)  # fmt: skip

Ends = tuple[int, int]  # the next offsets of articles.enriched and articles.copies
Claim = tuple[str, str]  # desk, story


class MarkMoved(Exception):
    """Another lane folds this partition, or Redis was lost or set back: start again."""


class Version(msgspec.Struct, frozen=True):
    """One published version as the script wants it: its facts, MessagePack, and its bytes."""

    id: str
    head: Head
    facts: bytes
    value: bytes


def version_of(record: Published, value: bytes, published_ms: int) -> Version:
    """What is folded of a record. Raises ValueError for a `seen_at` that is no moment."""
    head, told = head_of(record), record.wiredesk
    one = candidate_of(record)
    facts = {
        "id": told.id,
        "version": head.version,
        "seen_ms": milliseconds(head.seen_at),
        "published_ms": published_ms,
        "story": head.story,
        "of": (head.of or "") if head.kind in COPIES else "",
        "desks": head.desks,
        "withdrawn": withdrawn(head.status),
        "head": flat(head),
        "merged": told.merged or "",
        "member": msgspec.json.encode(member_of(record)).decode(),
        "notice": told.notice or "",
        "unmatched": UNMATCHED in told.flags,
        "wires": sorted({one.publisher, *one.agencies}),
        "candidate": msgspec.json.encode(one).decode(),
    }
    return Version(told.id, head, msgspec.msgpack.encode(facts), value)


def flat(head: Head) -> list[str]:
    """Names and values of a head, as HSET takes them."""
    values = msgspec.structs.asdict(head) | {"desks": ",".join(head.desks), "of": head.of or ""}
    return [str(part) for pair in values.items() for part in pair]


def head_from(row: Sequence[bytes | None]) -> Head | None:
    """The head whose FIELDS have these values in Redis, if there is one."""
    if row[0] is None:
        return None
    pairs = zip(FIELDS, row, strict=True)  # a field is missing where an older release wrote it
    values = {name: value.decode() for name, value in pairs if value is not None}
    desks = tuple(values["desks"].split(",")) if values["desks"] else ()
    return msgspec.convert(
        values | {"desks": desks, "of": values["of"] or None}, Head, strict=False
    )


class Fold:
    """The Redis side of one lane. `mark` says how far its outputs are folded: `12:3`."""

    def __init__(self, redis: "Redis", prefix: str, partition: int, keep_days: int) -> None:
        self.redis, self.prefix = redis, prefix
        self.key = f"{prefix}fold:{partition}"
        self.mark = ""
        self._seconds = keep_days * DAY, (keep_days + SEGMENT_DAYS) * DAY
        self._heads = redis.register_script(script("heads"))
        self._claim = redis.register_script(script("claim"))
        self._fold = redis.register_script(script("fold"))

    @property
    def ends(self) -> Ends | None:
        """How far the outputs are folded, or nothing of them yet."""
        first, _, second = self.mark.partition(":")
        return (int(first), int(second)) if second else None

    async def recall(self) -> None:
        """Take the mark that Redis has; while `wiredesk rebuild` holds it, wait."""
        self.mark = as_text(await self.redis.get(self.key))
        while self.mark == HELD:
            log.info("waiting", extra={"on": "wiredesk rebuild"})
            await asyncio.sleep(0.2)
            self.mark = as_text(await self.redis.get(self.key))

    async def heads(self, ids: Sequence[str]) -> dict[str, Head]:
        """What was published last of these articles. Raises MarkMoved."""
        keys = [self.key, *(f"{self.prefix}head:{id}" for id in ids)]
        mark, *rows = await self._heads(keys=keys, args=FIELDS)
        self.compare(mark)
        found = {id: head_from(row) for id, row in zip(ids, rows, strict=True)}
        return {id: head for id, head in found.items() if head}

    async def claim(self, claims: Mapping[Claim, str]) -> dict[Claim, str]:
        """Claim stories on desks for these ids; the ids that hold them now."""
        if not claims:
            return {}
        keys = [f"{self.prefix}claim:{desk}:{story}" for desk, story in claims]
        holders = await self._claim(keys=keys, args=[*claims.values(), self._seconds[0]])
        return dict(zip(claims, map(as_text, holders), strict=True))

    async def candidates(self, publisher: str) -> list[Candidate]:
        """What this publisher, or others from it, published in the last two days."""
        found: list[bytes] = await self.redis.zrange(  # type: ignore[assignment]  # bytes come
            f"{self.prefix}wire:{folded(publisher)}", 0, -1
        )
        return [msgspec.json.decode(one, type=Candidate) for one in found]

    async def record(self, id: str) -> Published | None:
        """The last published version of an article, if the store has it."""
        value: bytes | None = await self.redis.get(f"{self.prefix}art:{id}")  # type: ignore[assignment]
        return PUBLISHED.decode(value) if value else None

    async def apply(self, versions: Collection[Version], ends: Ends) -> None:
        """Fold versions that are published up to these ends. Raises MarkMoved."""
        mark = "{}:{}".format(*ends)
        if mark == self.mark:
            return
        args: list[str | int | bytes] = [self.mark, mark, self.prefix, *self._seconds]
        args += [VERSIONS, PLACES, MEMBERS]
        for version in versions:
            args += [version.facts, version.value]
        if not await self._fold(keys=[self.key], args=args):
            raise MarkMoved(f"{self.key} is no longer {self.mark}")
        self.mark = mark

    def compare(self, found: bytes | str | None) -> None:
        """Raises MarkMoved unless this is the lane's own mark."""
        if as_text(found) != self.mark:
            raise MarkMoved(f"{self.key} is {as_text(found) or 'gone'}, not {self.mark}")


def as_text(value: bytes | str | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""


def script(name: str) -> str:
    return files("streams").joinpath(f"{name}.lua").read_text(encoding="utf-8")
