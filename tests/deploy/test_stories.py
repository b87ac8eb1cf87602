import msgspec
import redis

from config.codec import PUBLISHED
from config.published import Publisher
from config.settings import Settings
from deploy.stories import story_line
from streams.record import published_record
from streams.story import member_of
from tests.conftest import Daemon
from tests.factories import a_tagged_article


def test_a_story_is_told_in_a_line_by_whatever_name_it_had(memory: Daemon, redis_url: str) -> None:
    store, settings = redis.Redis(port=memory.port), Settings(redis=redis_url, prefix="s-")
    for place, publisher in enumerate(("Ziar", "Gazeta")):
        article = a_tagged_article(
            id=f"a{place}", story=("old", "young")[place], publisher=Publisher(name=publisher),
            seen_at=f"2017-11-03T08:0{place}:00.000Z",
        )  # fmt: skip
        record = published_record(
            article, version=1, first_seen=article.seen_at, change="new", desks=()
        )
        store.set(f"s-art:a{place}", PUBLISHED.encode(record))
        store.hset("s-story:old", f"a{place}", msgspec.json.encode(member_of(record)))
    store.set("s-merged:young", "old")
    told = "old: 2 articles, first Ziar at 2017-11-03T08:00:00Z, text from Ziar a0 (first)"
    assert story_line(settings, store, "a0") == told
    assert story_line(settings, store, "a1") == told.replace("old:", "old (was young):")
    assert story_line(settings, store, "young") == told.replace("old:", "old (was young):")
    assert story_line(settings, store, "nothing") is None
