"""An installation for the server's tests: topics, desks, published articles, `wiredesk serve`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import redis
from kafka import KafkaAdminClient, KafkaProducer, TopicPartition

from config.cluster import faults, mend, on_cluster, topics_found
from config.codec import PUBLISHED
from config.moments import milliseconds
from config.published import Published
from config.records import TaggedArticle
from config.settings import Settings, load_settings
from config.startup import declared_topics
from config.topics import DESK_PARTITIONS, desk_topic
from streams.record import published_record
from streams.story import member_of
from tests.conftest import free_port, wait_until

WIREDESK = Path(sys.executable).with_name("wiredesk")
DESKS = """
[[desk]]
name = "conflict"
label = "Conflicte"

[[desk]]
name = "romania"
label = "România"

[[desk]]
name = "sport"
label = "Sport"
"""
FEEDS = """
[[feed]]
url = "https://ziar.example/rss"
id = "ziar-externe"
publisher = "Ziar"
country = "RO"
language = "ro"

[[feed]]
url = "https://journal.example/flux.xml"
id = "journal"
publisher = "Le Journal"
country = "FR"
language = "fr"

[[feed]]
url = "https://tagblatt.example/feed"
id = "tagblatt"
publisher = "Tagblatt"
country = "DE"
disabled = true
"""


class Installation:
    """Topics and store under a prefix of their own; `publish` does what the publisher does."""

    def __init__(self, kafka: str, redis_url: str, home: Path, **more: str) -> None:
        self.home = home
        self.kafka, self.redis = kafka, redis.Redis.from_url(redis_url)
        prefix = f"web{free_port()}."
        (home / "desks.toml").write_text(DESKS)
        (home / "feeds.declared.toml").write_text(FEEDS)
        self.environment = {
            "WIREDESK_KAFKA": kafka,
            "WIREDESK_REDIS": redis_url,
            "WIREDESK_HOME": str(home),
            "WIREDESK_PREFIX": prefix,
            "WIREDESK_PARTITIONS": "1",
            "WIREDESK_DESKS": str(home / "desks.toml"),
            "WIREDESK_FEEDS": str(home / "feeds.declared.toml"),
            **more,
        }
        self.settings: Settings = load_settings(self.environment)
        self.first_seen: dict[str, str] = {}
        self.make_topics()
        self.producer = self.transactional()

    def make_topics(self) -> None:
        declared = declared_topics(self.settings)
        wrong = faults(declared, on_cluster(self.settings, lambda a: topics_found(a, declared)))
        on_cluster(self.settings, lambda admin: mend(admin, declared, wrong))

    def transactional(self) -> KafkaProducer:
        producer = KafkaProducer(
            bootstrap_servers=self.kafka,
            transactional_id=f"{self.settings.prefix}test",
            linger_ms=0,
        )
        producer.init_transactions()
        return producer

    def publish(self, *articles: TaggedArticle, desks: tuple[str, ...] = ("conflict",)) -> None:
        """Send versions of articles to their desks and fold them, as one transaction each."""
        for article in articles:
            version = self.version_of(article.id) + 1
            record = published_record(
                article,
                version=version,
                first_seen=self.first_seen.setdefault(article.id, article.seen_at),
                change="new" if version == 1 else "update",
                desks=desks,
            )
            self.send(record)
            self.fold(record)

    def send(self, record: Published) -> None:
        value, key = PUBLISHED.encode(record), record.wiredesk.id.encode()
        self.producer.begin_transaction()
        for desk in record.wiredesk.desks:
            self.producer.send(desk_topic(self.settings, desk), value, key=key)
        self.producer.commit_transaction()

    def fold(self, record: Published) -> None:
        """Write a record into the store, by the keys of the design's section 9."""
        facts, value = record.wiredesk, PUBLISHED.encode(record)
        at = milliseconds(facts.seen_at)
        self.redis.set(self.key("art", facts.id), value)
        self.redis.hset(self.key("ver", facts.id), str(facts.version), value)
        member = msgspec.json.encode(member_of(record))
        self.redis.hset(self.key("story", facts.story), facts.id, member)
        if facts.merged:
            self.redis.set(self.key("merged", facts.merged), facts.story)
        for desk in facts.desks:
            self.redis.zadd(self.key("desk", desk), {facts.id: at}, nx=True)
        if facts.of:
            self.redis.zadd(self.key("copies", facts.of), {facts.id: at}, nx=True)

    def forget(self, desk: str) -> None:
        """Delete what a desk's topic holds, as retention does in a week."""
        admin = KafkaAdminClient(bootstrap_servers=self.kafka)
        topic = desk_topic(self.settings, desk)
        ends = {TopicPartition(topic, number): -1 for number in range(DESK_PARTITIONS)}
        admin.delete_records(ends)
        admin.close()

    def close(self) -> None:
        self.producer.close()
        self.redis.close()

    def version_of(self, id: str) -> int:
        return len(self.redis.hgetall(self.key("ver", id)))

    def key(self, kind: str, name: str) -> str:
        return f"{self.settings.prefix}{kind}:{name}"


class Served:
    """A running `wiredesk serve`."""

    def __init__(
        self, installation: Installation, *options: str, port: int = 0, **environment: str
    ) -> None:
        self.port, self.health_port = port or free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = installation.home / f"serve-{self.port}.log"
        arguments = ["serve", "--port", str(self.port), "--health-port", str(self.health_port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(WIREDESK), *arguments, *options],
                env={"PATH": os.environ["PATH"], **installation.environment, **environment},
                stderr=log,
            )
        wait_until(self.ready, 30, f"the server ({self.log})")

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.health_port}/readyz")
        except httpx.TransportError:
            return False
        return answer.status_code == 200

    def get(self, path: str, **arguments: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", headers=arguments)

    def metrics(self) -> str:
        return httpx.get(f"http://127.0.0.1:{self.health_port}/metrics").text

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(30)


@contextmanager
def serving(
    installation: Installation, *options: str, port: int = 0, **environment: str
) -> Iterator[Served]:
    served = Served(installation, *options, port=port, **environment)
    try:
        yield served
    finally:
        served.process.kill()
        served.process.wait()
