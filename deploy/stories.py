"""The store's word on an article's story, in a line: how many tell it, who first, whose it is."""

import msgspec
import redis

from config.settings import Settings
from deploy.stored import stored
from streams.story import Member, in_order, origin_of

HOPS = 16  # from a story that was merged to the one it is part of now


def story_line(settings: Settings, store: redis.Redis, id: str) -> str | None:
    """Of an article, or of a story by its present or earlier id; nothing where none is kept."""
    record = stored(settings, store, id)
    named = record.wiredesk.story if record else id
    root = present(settings, store, named)
    kept = store.hvals(f"{settings.prefix}story:{root}")
    members = [msgspec.json.decode(one, type=Member) for one in kept]
    if not members:
        return None
    first, origin = in_order(members)[0], origin_of(members)
    was = f" (was {named})" if named != root else ""
    return (
        f"{root}{was}: {len(members)} articles, first {first.publisher} at {first.first_seen}, "
        f"text from {origin.publisher} {origin.id} ({origin.why})"
    )


def present(settings: Settings, store: redis.Redis, story: str) -> str:
    """The story that this one is part of now."""
    for _ in range(HOPS):
        older = store.get(f"{settings.prefix}merged:{story}")
        if not isinstance(older, bytes):
            break
        story = older.decode()
    return story
