"""outcome → what the lane sends: records with CloudEvents headers, ledger lines, dead letters."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from config.books import LedgerLine
from config.codec import LEDGER
from config.dead import Headers
from config.moments import moment
from config.published import Published
from config.settings import Settings
from config.topics import desk_topic, topic_name
from streams.batch import Outcome
from streams.parcels import dead_letter

STAGE = "publish"


class Topics(msgspec.Struct, frozen=True):
    """Where a lane reads and writes: full names."""

    tagged: str
    enriched: str
    copies: str
    ledger: str
    dead: str
    desk: str  # what stands before a desk's name
    source: str  # who we are to readers: CloudEvents' source, a URI

    @property
    def outputs(self) -> tuple[str, str]:
        return self.enriched, self.copies


def topics_of(settings: Settings) -> Topics:
    return Topics(
        tagged=topic_name(settings, "tagged"),
        enriched=topic_name(settings, "enriched"),
        copies=topic_name(settings, "copies"),
        ledger=topic_name(settings, "ledger"),
        dead=topic_name(settings, "dead"),
        desk=desk_topic(settings, ""),
        source=settings.public_url or f"urn:wiredesk:{settings.prefix or 'local'}",
    )


class Sending(NamedTuple):
    """One message to send. `own` says that it goes to the lane's own partition."""

    topic: str
    value: bytes | None
    headers: Headers
    own: bool = True


def sendings(outcome: Outcome, topics: Topics, now_ms: int) -> Iterator[Sending]:
    """All that one outcome sends, in the order: record, desks, dead letter, ledger."""
    if outcome.record and outcome.version:
        headers = event_headers(outcome.record, topics.source, now_ms)
        own = topics.copies if outcome.what == "copy" else topics.enriched
        yield Sending(own, outcome.version.value, headers)
        for desk in outcome.record.wiredesk.desks:
            yield Sending(topics.desk + desk, outcome.version.value, headers, own=False)
    if outcome.error:
        letter = dead_letter(outcome.message, STAGE, outcome.error)
        yield Sending(topics.dead, letter.value, letter.headers)
    line = ledger_line(outcome, now_ms)
    if line:
        yield Sending(topics.ledger, LEDGER.encode(line), [])


def event_headers(record: Published, source: str, now_ms: int) -> Headers:
    """CloudEvents 1.0, Kafka binding, binary mode."""
    facts = record.wiredesk
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", f"{facts.id}.{facts.version}".encode()),
        ("ce_type", f"wiredesk.article.{facts.change}.v1".encode()),
        ("ce_source", source.encode()),
        ("ce_subject", facts.id.encode()),
        ("ce_time", moment(now_ms).encode()),
        ("content-type", b"application/json"),
    ]


def ledger_line(outcome: Outcome, now_ms: int) -> LedgerLine | None:
    """How this entry ended; nothing for a message that tells no entry, not even in headers."""
    id, seen_at, feed = entry_of(outcome)
    if not id or not seen_at:
        return None
    return LedgerLine(
        id=id,
        seen_at=seen_at,
        feed=feed,
        what=outcome.what,
        at=moment(now_ms),
        stage=STAGE,
        reason=type(outcome.error).__name__ if outcome.error else None,
        version=outcome.number,
        retag=outcome.article.retag if outcome.article else None,
    )


def entry_of(outcome: Outcome) -> tuple[str, str, str]:
    """Id, seen_at and feed: of the article, or of the headers where it could not be read."""
    if outcome.article:
        return outcome.article.id, outcome.article.seen_at, outcome.article.feed
    told = outcome.message.carried
    id, seen_at, feed = (
        told.get(name, b"").decode(errors="replace") for name in ("id", "seen_at", "feed")
    )
    return id, seen_at, feed
