"""What the API answers beside the published record itself. Fields are added, never renamed."""

import msgspec

from config.published import Overlap, Published, Step
from streams.story import Member, Origin, agency_of, origin_of


class DeskAnswer(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    label: str
    topic: str  # its records in Kafka, the same as on its stream
    articles: int  # on the timeline
    latest: str | None  # when the newest came


class Desks(msgspec.Struct, frozen=True, kw_only=True):
    desks: tuple[DeskAnswer, ...]


class Articles(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a desk, newest first."""

    desk: str
    articles: tuple[Published, ...]
    reprints: dict[str, int]  # id → how many copies of it are known
    next: str | None  # cursor of the next page
    position: str | None  # start a stream here to miss nothing; the last seconds may come again


class ArticlesLines(msgspec.Struct, frozen=True, kw_only=True):
    """The same, its records as the bytes they are in Kafka."""

    desk: str
    articles: tuple[msgspec.Raw, ...]
    reprints: dict[str, int]
    next: str | None
    position: str | None


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    versions: tuple[Published, ...]  # those that are kept, oldest first


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """Who reprinted it, when, how much of it."""

    id: str
    uri: str
    headline: str
    language: str | None
    publisher: str
    country: str | None
    kind: str  # exact, near or subset
    overlap: Overlap | None
    seen_at: str
    version: int
    status: str = "usable"


class Copies(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    of: str | None  # the original, when this article is a copy itself
    copies: tuple[Copy, ...]  # oldest first
    story: str | None = None
    origin: Origin | None = None  # where the text comes from, as far as the story's members tell


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Articles that tell the same text, or more or less of it."""

    id: str  # of the story; an alias of it may have been asked for
    agency: str | None  # that most of its members name
    first: Origin  # who had it first, as seen here
    origin: Origin
    members: tuple[Member, ...]  # as they were first seen


class VersionWay(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    change: str
    changed: tuple[str, ...]
    verdict: str
    seen_at: str
    way: tuple[Step, ...]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """Which stages an article passed, and what they said of it."""

    id: str
    feed: str
    story: str
    way: tuple[Step, ...]  # of the latest version
    versions: tuple[VersionWay, ...]
    made_by: dict[str, str]


class FeedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A declared feed, and how asking it goes."""

    id: str
    url: str
    publisher: str
    country: str
    language: str
    status: str  # ok, failing, silent, quarantined, gone, waiting (never asked yet) or disabled
    last_polled: str | None
    next_poll: str | None
    last_result: str | None
    why: str | None  # it failed
    last_news: str | None
    failures: float


class Feeds(msgspec.Struct, frozen=True, kw_only=True):
    feeds: tuple[FeedAnswer, ...]


def headline(record: Published) -> str:
    return record.item.headlines[0].value if record.item.headlines else ""


def copy_of(record: Published) -> Copy:
    item, facts = record.item, record.wiredesk
    return Copy(
        id=facts.id,
        uri=item.uri,
        headline=headline(record),
        language=item.language,
        publisher=facts.publisher.name,
        country=facts.publisher.country,
        kind=facts.kind,
        overlap=facts.overlap,
        seen_at=facts.first_seen,
        version=facts.version,
        status=item.pubStatus,
    )


def story_of(id: str, members: list[Member]) -> Story:
    """The answer about a story, from its members as they were first seen; there is one."""
    first = members[0]
    return Story(
        id=id,
        agency=agency_of(members),
        first=Origin(id=first.id, publisher=first.publisher, why="first"),
        origin=origin_of(members),
        members=tuple(members),
    )


def way_of(versions: list[Published]) -> Way:
    """The way of an article from its versions, the latest last."""
    facts = versions[-1].wiredesk
    return Way(
        id=facts.id,
        feed=facts.feed,
        story=facts.story,
        way=facts.way,
        versions=tuple(
            VersionWay(
                version=one.version,
                change=one.change,
                changed=one.changed,
                verdict=one.verdict,
                seen_at=one.seen_at,
                way=one.way,
            )
            for one in (version.wiredesk for version in versions)
        ),
        made_by=facts.made_by,
    )
