"""Published articles as the store has them now, and what they are called."""

import redis

from config.codec import PUBLISHED
from config.published import Published
from config.settings import Settings


def stored(settings: Settings, store: redis.Redis, id: str) -> Published | None:
    """The newest version of an article, while it is kept. Raises RedisError without Redis."""
    value = store.get(f"{settings.prefix}art:{id}")
    return PUBLISHED.decode(value) if isinstance(value, bytes) else None


def headline(record: Published) -> str:
    return record.item.headlines[0].value if record.item.headlines else ""
