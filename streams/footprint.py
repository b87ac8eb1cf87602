"""How much of Redis the memory of each window takes, told by a few keys of it."""

import random
from typing import NamedTuple

from redis.asyncio import Redis

from config.metrics import DEDUP_ARTICLES, DEDUP_BYTES, DEDUP_PER_ARTICLE

SAMPLE = 16  # keys of each kind that are weighed: within a tenth of the true sum
BLOCK = 32  # records of a list, as streams/postings.lua has it
WINDOWS = ("present", "before")


class Footprint(NamedTuple):
    """Of one language and window."""

    articles: int
    bytes: float


async def footprint(client: "Redis", realm: str, window: str, buckets: int) -> Footprint:
    """What the postings and records of this window take."""
    articles = int(await client.get(f"{realm}n{window}") or 0)
    if not articles:
        return Footprint(0, 0.0)
    blocks = (articles + BLOCK - 1) // BLOCK
    records = [f"{realm}d{window}:{place}".encode() for place in drawn(blocks)]
    head = f"{realm}p{window}:".encode()
    postings = [head + name_of(place, buckets) for place in drawn(buckets)]
    size = await mean(client, records) * blocks + await mean(client, postings) * buckets
    return Footprint(articles, size)


def drawn(places: int) -> list[int]:
    return random.sample(range(places), min(SAMPLE, places))


def name_of(bucket: int, buckets: int) -> bytes:
    """Two bytes for few buckets, else three, as streams/postings.lua names them."""
    return bucket.to_bytes(2 if buckets < 1 << 16 else 3, "big")


async def mean(client: "Redis", keys: list[bytes]) -> float:
    """Bytes of a key; those that are not there weigh nothing."""
    sizes = [await client.memory_usage(key) or 0 for key in keys]
    return sum(sizes) / len(sizes)


def publish(found: list[tuple[Footprint, Footprint]]) -> None:
    """The metrics, of all languages together: present window, the one before."""
    for place, name in enumerate(WINDOWS):
        articles = sum(pair[place].articles for pair in found)
        size = sum(pair[place].bytes for pair in found)
        DEDUP_ARTICLES.labels(name).set(articles)
        DEDUP_BYTES.labels(name).set(size)
        if place == 0 and articles:
            DEDUP_PER_ARTICLE.set(size / articles)
