"""published record → what a page shows of it. Pure; templates only place what is made here."""

from collections import Counter

import msgspec

from config.published import (
    TOPIC_URI,
    InfoSource,
    Organisation,
    Person,
    Place,
    Published,
    Subject,
)
from config.taxonomy import label
from streams.passage import COPIES
from streams.web.answers import headline
from streams.web.labels import GROUPS, direction
from streams.web.marks import Piece, paragraphs, pieces

Named = Subject | Place | InfoSource | Person | Organisation

LEAD = 240  # characters of the text on a card; two lines of it are shown
TAGS = 5  # on a card


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """A tag as it is read: its name in Romanian where the taxonomy has one."""

    pointer: str  # of the record, as evidence names it
    group: str  # the field of `item`
    label: str
    confidence: int | None = None
    uri: str | None = None
    proofs: int = 0


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """An article in a list."""

    id: str
    headline: str
    language: str | None
    dir: str
    lead: str
    outlet: str
    country: str | None
    agency: str | None
    at: str
    version: int
    change: str
    is_copy: bool
    withdrawn: bool
    reprints: int
    tags: tuple[Tag, ...]


class ArticleView(msgspec.Struct, frozen=True, kw_only=True):
    """An article on a page of its own."""

    card: Card
    headline: tuple[Piece, ...]
    body: tuple[tuple[Piece, ...], ...]
    tags: dict[str, tuple[Tag, ...]]
    names: dict[str, str]  # pointer → label
    link: str | None


def card_of(record: Published, reprints: int = 0) -> Card:
    item, facts = record.item, record.wiredesk
    found = tags_of(record)
    return Card(
        id=facts.id,
        headline=headline(record) or item.uri,
        language=item.language,
        dir=direction(item.language),
        lead=text_of(record)[:LEAD],
        outlet=facts.publisher.name,
        country=facts.publisher.country,
        agency=next((tag.label for tag in found if tag.group == "infoSources"), None),
        at=facts.first_seen,
        version=facts.version,
        change=facts.change,
        is_copy=facts.kind in COPIES,
        withdrawn=item.pubStatus != "usable",
        reprints=reprints,
        tags=tuple(tag for tag in found if tag.group in ("subjects", "places"))[:TAGS],
    )


def article_view(record: Published, reprints: int = 0) -> ArticleView:
    evidence, found = record.wiredesk.evidence, tags_of(record)
    in_body = [proof for proof in evidence if proof.field == "body"]
    in_headline = [proof for proof in evidence if proof.field == "headline"]
    return ArticleView(
        card=card_of(record, reprints),
        headline=pieces(headline(record), in_headline),
        body=paragraphs(text_of(record), in_body),
        tags={group: tuple(tag for tag in found if tag.group == group) for group in GROUPS},
        names={tag.pointer: tag.label for tag in found},
        link=web_link(record.item.uri),
    )


def tags_of(record: Published) -> tuple[Tag, ...]:
    """All tags, in the order of GROUPS; the outlet itself is none."""
    proofs = Counter(proof.tag for proof in record.wiredesk.evidence)
    return tuple(
        tag(group, number, named, proofs)
        for group in GROUPS
        for number, named in enumerate(getattr(record.item, group))
        if not isinstance(named, InfoSource) or named.role == "agency"
    )


def tag(group: str, number: int, named: Named, proofs: Counter[str]) -> Tag:
    pointer = f"/item/{group}/{number}"
    is_subject = isinstance(named, Subject)
    return Tag(
        pointer=pointer,
        group=group,
        label=subject_name(named.uri, named.name) if is_subject else named.name,
        confidence=named.confidence if isinstance(named, Subject) else None,
        uri=named.uri,
        proofs=proofs[pointer],
    )


def subject_name(uri: str | None, name: str) -> str:
    """The topic's name in Romanian, where it is a Media Topic."""
    code = uri.removeprefix(TOPIC_URI) if uri and uri.startswith(TOPIC_URI) else ""
    named = label(code, "ro")
    return named if code and named != code else name


def text_of(record: Published) -> str:
    return record.item.bodies[0].value if record.item.bodies else ""


def web_link(uri: str | None) -> str | None:
    """The address if a browser may be sent there; anything but http and https is no link."""
    return uri if uri and uri.lower().startswith(("http://", "https://")) else None
