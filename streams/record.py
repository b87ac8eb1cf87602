"""tagged → published record: what strangers read. Same input, same rules, same bytes."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version as version_of
from typing import Literal
from urllib.parse import quote

import ada_url
import msgspec

from config.codec import PUBLISHED
from config.published import (
    AltId,
    Association,
    Body,
    Evidence,
    Genre,
    Headline,
    InfoSource,
    Item,
    Published,
    PublishedTime,
    Rendition,
    Standard,
    Step,
    TextFacts,
    Wiredesk,
)
from config.records import TaggedArticle
from config.topics import PUBLIC_BYTES

Change = Literal["new", "update", "correction", "completed", "tags", "withdrawn"]
NOTICE, UNMATCHED = "notice", "unmatched"  # flags of an agency's KILL, and of one that met nothing
WEB = ("http:", "https:")
KEPT_IN_URIS = "%/:?#[]@!$&'()*+,;=~-._"  # RFC 3986's reserved and unreserved, and escapes


def published_record(
    article: TaggedArticle, *, version: int, first_seen: str, change: Change, desks: Iterable[str]
) -> Published:
    """The record of one version, at most 1 MiB of JSON: a longer text is cut and flagged `cut`.

    `first_seen` is the `seen_at` of the article's first published version. A withdrawn article
    has no body. Raises ValueError when the record is too large even without a text.
    """
    record = Published(
        item=item_of(article, version, first_seen),
        wiredesk=Wiredesk(
            id=article.id, version=version, change=change, changed=article.changed,
            retag=article.retag, kind=article.kind, verdict=article.word, of=article.of,
            overlap=article.overlap, similarity=article.similarity, merged=article.merged,
            notice=article.notice, flags=article.flags, story=article.story or article.id,
            desks=tuple(sorted(desks)),
            feed=article.feed, publisher=article.publisher, published=published_time(article),
            first_seen=to_the_second(first_seen), seen_at=article.seen_at,
            text=text_facts(article), rights=article.rights, evidence=evidence(article),
            way=tuple(step if step.stage == "poll" else timeless(step) for step in article.way),
            made_by={"wiredesk": own_version(), **dict(sorted(article.made_by.items()))},
        ),
    )  # fmt: skip
    return record if len(PUBLISHED.encode(record)) <= PUBLIC_BYTES else cut(record)


def item_of(article: TaggedArticle, version: int, first_seen: str) -> Item:
    """The part that is ninjs 3.1."""
    return Item(
        uri=uri_of(article.url, article.id),
        standard=Standard(), type="text",
        representationType="full" if article.completeness == "full" else "partial",
        version=str(version), pubStatus=article.pub_status, urgency=article.urgency,
        language=None if article.language == "und" else article.language,
        contentCreated=whole_second(article.published.at),
        firstCreated=to_the_second(first_seen), versionCreated=to_the_second(article.seen_at),
        embargoedUntil=embargo(article.rights.embargo), edNote=article.ed_note,
        by=", ".join(article.authors) or None,
        headlines=(Headline(value=article.title),) if article.title else (),
        bodies=bodies(article),
        infoSources=(publisher_of(article), *article.agencies),
        subjects=article.subjects, places=article.places,
        people=article.people, organisations=article.organisations,
        genres=tuple(Genre(name=genre.name, uri=genre.uri) for genre in article.genres),
        associations=lead_image(article.image),
        altIds=(AltId(role="guid", value=article.guid),) if article.guid else (),
    )  # fmt: skip


def usable(article: TaggedArticle) -> bool:
    return article.pub_status == "usable"


def bodies(article: TaggedArticle) -> tuple[Body, ...]:
    if not article.text or not usable(article):
        return ()
    return (Body(value=article.text, charCount=len(article.text)),)


def evidence(article: TaggedArticle) -> tuple[Evidence, ...]:
    """The proofs whose field the record has."""
    if usable(article):
        return article.evidence
    return tuple(proof for proof in article.evidence if proof.field == "headline")


def uri_of(url: str, id: str) -> str:
    """The address as a URI; an article without one is named by its id."""
    return web_address(url) or f"urn:wiredesk:{id}"


def web_address(url: str) -> str | None:
    """The address as a URI that a reader may follow; nothing for any other scheme than the web's.

    Whatever wrote the article before: no `javascript:` and no `data:` leaves here as a link.
    """
    try:
        found = ada_url.URL(url)
    except ValueError:
        return None
    return quote(str(found.href), safe=KEPT_IN_URIS) if found.protocol in WEB else None


def publisher_of(article: TaggedArticle) -> InfoSource:
    site = f"{ada_url.URL(article.url).origin}/" if web_address(article.url) else None
    return InfoSource(role="publisher", name=article.publisher.name, uri=site)


def lead_image(address: str | None) -> tuple[Association, ...]:
    uri = web_address(address or "")
    if uri is None:
        return ()
    renditions = (Rendition(name="original", href=uri),)
    return (Association(name="main", type="picture", uri=uri, renditions=renditions),)


def published_time(article: TaggedArticle) -> PublishedTime:
    told = article.published
    return PublishedTime(at=whole_second(told.at), source=told.source, trust=told.trust)


def text_facts(article: TaggedArticle) -> TextFacts:
    """`sha256` is that of the whole text, also where it is cut or left out."""
    return TextFacts(
        source=article.text_from,
        completeness=article.completeness,
        verdict=article.verdict,
        sha256=article.whole or hashlib.sha256(article.text.encode()).hexdigest(),
    )


def timeless(step: Step) -> Step:
    return Step(stage=step.stage, verdict=step.verdict)


def whole_second(at: datetime | None) -> str | None:
    """The moment in UTC, as RFC 3339 writes it."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def to_the_second(moment: str) -> str:
    """`2017-11-03T08:31:05.117Z` → `2017-11-03T08:31:05Z`."""
    return moment[:19] + "Z"


def embargo(told: str | None) -> str | None:
    """The moment of an embargo, if what the page says is one."""
    try:
        return whole_second(datetime.fromisoformat(told)) if told else None
    except (ValueError, OverflowError):
        return None


@cache
def own_version() -> str:
    return version_of("wiredesk")


def cut(record: Published) -> Published:
    """The record with as much of its text as 1 MiB of JSON can hold."""
    text = record.item.bodies[0].value if record.item.bodies else ""
    if len(PUBLISHED.encode(shortened(record, ""))) > PUBLIC_BYTES:
        raise ValueError(f"the record is larger than {PUBLIC_BYTES} bytes even without its text")
    length = bisect_right(
        range(1, len(text)),
        PUBLIC_BYTES,
        key=lambda length: len(PUBLISHED.encode(shortened(record, text[:length]))),
    )
    return shortened(record, text[:length])


def shortened(record: Published, text: str) -> Published:
    """The record with this beginning of its text, and the evidence that lies in it."""
    body = Body(value=text, charCount=len(text))
    facts = record.wiredesk
    return Published(
        item=msgspec.structs.replace(record.item, bodies=(body,)),
        wiredesk=msgspec.structs.replace(
            facts,
            flags=facts.flags if "cut" in facts.flags else (*facts.flags, "cut"),
            evidence=tuple(
                proof
                for proof in facts.evidence
                if proof.field == "headline" or proof.end <= len(text)
            ),
        ),
    )
