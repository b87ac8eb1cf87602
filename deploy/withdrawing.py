"""Orders to withdraw or restore, and what an operator has to decide: what the commands stand on."""

import time
from collections.abc import Iterator

import click
import msgspec
import redis
from kafka.errors import KafkaError

from config.clients import redis_sync
from config.codec import PUBLISHED
from config.moments import now_ms
from config.published import Published
from config.settings import Settings
from config.topics import topic_name
from deploy.reading import read_so_far
from deploy.stored import headline, stored
from deploy.tracing import lane_of
from deploy.writing import writer
from streams.notices import Candidate, Status, folded
from streams.withdrawal import Order, restoration, withdrawal

PATIENCE = 30.0  # seconds for the publisher to take an order
PAUSE = 0.1
PERHAPS = 5  # articles named beside a notice


class Withdrawer:
    """Gives orders and waits until they are published."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._store = settings, redis_sync(settings)

    def withdraw(self, id: str, status: Status, reason: str, notice: str | None) -> Published:
        """Raises ClickException for what is not published here, or when nobody publishes."""
        record = self._published(id)
        if record.item.pubStatus == status:
            raise click.ClickException(f"{id} is {status} already")
        return self._given(withdrawal(record, status, reason, now_ms(), notice), status)

    def restore(self, id: str, reason: str | None) -> Published:
        """Publish the last usable version again. Raises ClickException."""
        if self._published(id).item.pubStatus == "usable":
            raise click.ClickException(f"{id} is not withdrawn")
        usable = last_usable(self._settings, id)
        if usable is None:
            raise click.ClickException(f"{id}: its text is not kept any more")
        return self._given(restoration(usable, reason, now_ms()), "usable")

    def _published(self, id: str) -> Published:
        record = stored(self._settings, self._store, id)
        if record is None:
            raise click.ClickException(f"{id} is not published here, or not kept any more")
        return record

    def _given(self, order: Order, status: str) -> Published:
        """Send the order; the record that the publisher made of it."""
        send(self._settings, order)
        id, deadline = order.key.decode(), time.monotonic() + PATIENCE
        while (record := self._published(id)).item.pubStatus != status:
            if time.monotonic() > deadline:
                raise click.ClickException("the order is on its way; no publisher has taken it yet")
            time.sleep(PAUSE)
        return record


def send(settings: Settings, order: Order) -> None:
    """Returns when the broker has it. Raises ClickException."""
    try:
        producer = writer(settings)
        lane = lane_of(settings, order.key.decode())
        topic = topic_name(settings, "tagged")
        sent = producer.send(topic, order.value, order.key, order.headers, partition=lane)
        sent.get(PATIENCE)
        producer.close()
    except KafkaError as away:
        raise click.ClickException(f"Kafka does not take it: {away}") from None


def last_usable(settings: Settings, id: str) -> Published | None:
    """The last published version that has a text to give back."""
    topics, found = [topic_name(settings, name) for name in ("enriched", "copies")], None
    for record in read_so_far(settings, topics, only=lane_of(settings, id)):
        if record.key == id.encode():
            version = PUBLISHED.decode(record.value)
            found = version if version.item.pubStatus == "usable" else found
    return found


class Perhaps(msgspec.Struct, frozen=True):
    """An article that a notice may mean."""

    id: str
    title: str


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that waits for a decision; `perhaps`: what shares most words with it."""

    id: str
    seen_at: str
    publisher: str
    title: str
    perhaps: tuple[Perhaps, ...] = ()


def open_notices(settings: Settings) -> Iterator[Notice]:
    """The operator's list, oldest first."""
    store, prefix = redis_sync(settings), settings.prefix
    for id in ranked(store, f"{prefix}notice:open"):
        record = stored(settings, store, id.decode())
        if record:
            wire = ranked(store, f"{prefix}wire:{folded(record.wiredesk.publisher.name)}")
            candidates = [msgspec.json.decode(one, type=Candidate) for one in wire]
            yield notice_of(record, candidates)


def ranked(store: redis.Redis, key: str) -> list[bytes]:
    found: list[bytes] = store.zrange(key, 0, -1)  # type: ignore[assignment]  # bytes come
    return found


def notice_of(record: Published, candidates: list[Candidate]) -> Notice:
    facts = record.wiredesk
    title = headline(record)
    words = set(folded(title).split())
    shared = {one.id: (len(words & set(folded(one.title).split())), one) for one in candidates}
    best = sorted(shared.values(), key=lambda pair: -pair[0])
    likely = [Perhaps(one.id, one.title) for count, one in best if count and one.id != facts.id]
    return Notice(
        id=facts.id,
        seen_at=facts.seen_at,
        publisher=facts.publisher.name,
        title=title,
        perhaps=tuple(likely[:PERHAPS]),
    )
