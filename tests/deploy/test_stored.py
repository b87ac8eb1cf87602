import redis

from config.codec import PUBLISHED
from config.settings import Settings
from deploy.stored import headline, stored
from streams.record import published_record
from tests.factories import a_tagged_article


def test_an_article_is_read_as_it_is_kept(redis_url: str) -> None:
    article = a_tagged_article(id="a1", title="Un titlu")
    record = published_record(
        article, version=1, first_seen=article.seen_at, change="new", desks=()
    )
    with redis.Redis.from_url(redis_url) as store:
        store.set("s-art:a1", PUBLISHED.encode(record))
        assert stored(Settings(prefix="s-"), store, "a1") == record
        assert stored(Settings(prefix="s-"), store, "a2") is None
    assert headline(record) == "Un titlu"
