"""Published articles, other rules: what `rules diff` and `retag` stand on."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import click
import msgspec
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from config.codec import PUBLISHED
from config.moments import now_ms
from config.published import Published
from config.settings import Settings
from config.topics import topic_name
from deploy.reading import Record, read_so_far, reader
from deploy.stored import headline
from deploy.writing import writer
from streams.outgoing import STAGE
from streams.retag import Retagged, message_of, retagged, shown
from streams.rules import Rules
from streams.stage import Ends, Parked, attempt

EVERY = 2.0  # seconds between two words about how far we are
PAUSE = 0.2  # seconds between two looks at the publisher
STILL = 30.0  # seconds without progress after which no publisher seems to run


class Looked(msgspec.Struct):
    """What was found while looking through published articles."""

    articles: int = 0
    changed: int = 0
    failed: int = 0


def changes(
    settings: Settings, rules: Rules, seconds: int, looked: Looked
) -> Iterator[tuple[Record, Retagged]]:
    """Each article published so long ago at most whose tags these rules change, as it is now."""
    last = latest(settings, now_ms() - 1000 * seconds)
    told = time.monotonic()
    for record in last:
        looked.articles += 1
        found = attempt(lambda record: changed(record, rules), record)
        if isinstance(found, Retagged):
            looked.changed += 1
            yield record, found
        elif isinstance(found, Parked | Ends):
            looked.failed += 1
            click.echo(failure(record, found), err=True)
        if time.monotonic() - told > EVERY:
            told = time.monotonic()
            click.echo(f"{looked.articles} articles, {looked.changed} change", err=True)


def failure(record: Record, found: Parked | Ends) -> str:
    why = repr(found.error) if isinstance(found, Parked) else found.reason
    return f"{record.key.decode(errors='replace')}: cannot be tagged: {why}"


def changed(record: Record, rules: Rules) -> Retagged | None:
    return retagged(PUBLISHED.decode(record.value), rules)


def latest(settings: Settings, since_ms: int) -> Iterator[Record]:
    """The last version of each article, of those published since then. Read twice, kept once."""
    topics = [topic_name(settings, "enriched"), topic_name(settings, "copies")]
    last = {
        record.key: (record.topic, record.offset)
        for record in read_so_far(settings, topics, since_ms=since_ms)
    }
    click.echo(f"{len(last)} articles to look at", err=True)
    for record in read_so_far(settings, topics, since_ms=since_ms):
        if last.get(record.key) == (record.topic, record.offset) and record.value:
            yield record


class Retagger:
    """Sends articles with their new tags to the publisher."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._topic = settings, topic_name(settings, "tagged")
        self._producer = writer(settings)

    def send(self, partition: int, change: Retagged) -> None:
        """To the lane that published it; the broker has it at the latest after `finish`."""
        key, value, headers = message_of(change)
        self._producer.send(self._topic, value, key, headers, partition=partition)

    def finish(self) -> None:
        """Raises ClickException when the broker did not take all."""
        try:
            self._producer.flush(STILL)
            self._producer.close()
        except KafkaError as error:
            raise click.ClickException(f"Kafka does not take it all: {error}") from None


def wait_for_publisher(settings: Settings, tell: Callable[[int], None]) -> bool:
    """Wait until all that is tagged now is published; False when nobody gets on with it."""
    consumer = reader(settings, f"{settings.prefix}wiredesk-{STAGE}")
    topic = topic_name(settings, "tagged")
    lanes = [TopicPartition(topic, number) for number in range(settings.partitions)]
    try:
        return drained(consumer, lanes, consumer.end_offsets(lanes), tell)
    finally:
        consumer.close()


def drained(
    consumer: KafkaConsumer,
    lanes: list[TopicPartition],
    ends: dict[TopicPartition, int],
    tell: Callable[[int], None],
) -> bool:
    begins = consumer.beginning_offsets(lanes)
    left, moved = -1, time.monotonic()
    while True:
        done = {lane: consumer.committed(lane) or begins[lane] for lane in lanes}
        before, left = left, sum(max(0, ends[lane] - done[lane]) for lane in lanes)
        if left == 0:
            return True
        if left != before:
            moved = time.monotonic()
            tell(left)
        elif time.monotonic() - moved > STILL:
            return False
        time.sleep(PAUSE)


class Summary:
    """How many articles get or lose which tag."""

    def __init__(self) -> None:
        self._tags: Counter[str] = Counter()

    def add(self, change: Retagged) -> None:
        self._tags.update(f"+ {tag.field}: {tag.name}" for tag in change.added)
        self._tags.update(f"- {tag.field}: {tag.name}" for tag in change.removed)

    def lines(self, most: int = 20) -> Iterator[str]:
        for tag, count in self._tags.most_common(most):
            yield f"{count:7} {tag}"


def line_of(change: Retagged) -> bytes:
    """One object a line, for programs."""
    return msgspec.json.encode(
        {
            **facts_of(change.record),
            "added": change.added,
            "removed": change.removed,
        }
    )


def facts_of(record: Published) -> dict[str, object]:
    item, facts = record.item, record.wiredesk
    return {
        "id": facts.id, "version": facts.version, "seen_at": facts.seen_at, "url": item.uri,
        "title": headline(record),
    }  # fmt: skip


def told(change: Retagged) -> str:
    """A few lines for people: which article, and what would be other about it."""
    facts = facts_of(change.record)
    at = datetime.fromisoformat(change.record.wiredesk.seen_at).astimezone(UTC)
    head = f"{at:%Y-%m-%d %H:%M}  {facts['title'] or facts['url']}  ({facts['id']})"
    return "\n".join([
        head,
        *(f"    + {shown(tag)}" for tag in change.added),
        *(f"    - {shown(tag)}" for tag in change.removed),
    ])  # fmt: skip
