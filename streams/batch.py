"""tagged messages → what becomes of each: published, copy, superseded, unchanged, repeat or dead.

Decides nothing twice: everything is taken from the messages, the heads and the claims.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Literal, TypeVar

import msgspec

from config.codec import PUBLISHED, TAGGED
from config.desks import Desk
from config.moments import milliseconds, moment
from config.published import Published
from config.records import TaggedArticle
from streams.fold import Claim, Version, version_of
from streams.matching import DeskIndex, desks_of, facts_of
from streams.parcels import Message
from streams.passage import (
    Head,
    Word,
    change_of,
    changed_since,
    first_seen,
    in_its_standing,
    is_copy,
    word_of,
)
from streams.record import published_record
from streams.withdrawal import RESTORE, WITHDRAW, Order

T = TypeVar("T")
PASSING = {"published", "copy"}


class Read(msgspec.Struct, frozen=True):
    """A message that was read: its article and the desks that want it."""

    message: Message
    article: TaggedArticle
    wanting: tuple[Desk, ...]
    order: Order | None = None  # what goes out if it passes: it is a notice that means an article


class Outcome(msgspec.Struct, frozen=True):
    """What becomes of a message. `version` and `record` are there when it passes, `error` when
    it is parked."""

    message: Message
    what: Word | Literal["dead"]
    article: TaggedArticle | None = None
    number: int | None = None  # of the version that readers see now
    record: Published | None = None
    version: Version | None = None
    error: Exception | None = None


def read(messages: Iterable[Message], desks: DeskIndex) -> list[Read | Outcome]:
    """The messages read; those that cannot be are already dead."""
    return [parked(message, partial(article_of, message, desks)) for message in messages]


def parked(
    message: Message, work: Callable[[], T], article: TaggedArticle | None = None
) -> T | Outcome:
    """What the work gives; whatever it raises parks this message and no other."""
    try:
        return work()
    except Exception as error:
        return Outcome(message, "dead", article, error=error)


def article_of(message: Message, desks: DeskIndex) -> Read:
    """Raises DecodeError or ValueError for a message that no stage of ours can have sent."""
    article = TAGGED.decode(message.value or b"")
    if message.key != article.id.encode():
        raise ValueError(f"the key is not the article's id, {article.id}")
    if moment(milliseconds(article.seen_at)) != article.seen_at:
        raise ValueError(f"seen_at is no moment: {article.seen_at}")
    if not article.story:
        article = msgspec.structs.replace(article, story=article.id)
    return Read(message, article, desks.wanting(facts_of(article)))


def ids_of(batch: Iterable[Read | Outcome]) -> list[str]:
    return list(dict.fromkeys(one.article.id for one in batch if isinstance(one, Read)))


def claims_of(batch: Iterable[Read | Outcome], heads: Mapping[str, Head]) -> dict[Claim, str]:
    """The stories that those that will pass claim on desks that take one copy of each."""
    claims: dict[Claim, str] = {}
    for one in batch:
        if isinstance(one, Read) and passes(one, heads.get(one.article.id)):
            for desk in one.wanting:
                if desk.copies == "first":
                    claims.setdefault((desk.name, one.article.story), one.article.id)
    return claims


def passes(one: Read, head: Head | None) -> bool:
    return word_of(one.article, head, restores=restores(one.message)) in PASSING


def outcomes(
    batch: Sequence[Read | Outcome],
    heads: Mapping[str, Head],
    holders: Mapping[Claim, str],
    desks: DeskIndex,
    now_ms: int,
) -> list[Outcome]:
    """What becomes of each, in order; a version counts on those before it in this batch."""
    known, made = dict(heads), []
    for one in batch:
        made.append(one if isinstance(one, Outcome) else judged(one, known, holders, desks, now_ms))
        version = made[-1].version
        if version:
            known[version.id] = version.head
    return made


def restores(message: Message) -> bool:
    """Whether it brings back what was withdrawn."""
    return RESTORE in message.carried


def is_order(message: Message) -> bool:
    """Whether it withdraws or restores, whatever versions came meanwhile."""
    return restores(message) or WITHDRAW in message.carried


def in_its_turn(one: Read, head: Head | None) -> TaggedArticle:
    """The article; that of an order right behind the last published version, if it is older."""
    if head is None or not is_order(one.message) or one.article.seen_at > head.seen_at:
        return one.article
    behind = moment(milliseconds(head.seen_at) + 1)
    return msgspec.structs.replace(one.article, seen_at=behind, retag=head.retag)


def judged(
    one: Read,
    known: Mapping[str, Head],
    holders: Mapping[Claim, str],
    desks: DeskIndex,
    now_ms: int,
) -> Outcome:
    def work() -> Outcome:
        head = known.get(one.article.id)
        article = in_its_turn(one, head)
        word = word_of(article, head, restores=restores(one.message))
        if head is None and is_order(one.message):
            word = "superseded"  # nobody has it any more
        if word not in PASSING:
            return Outcome(one.message, word, article, head.version if head else None)
        record = record_of(msgspec.structs.replace(one, article=article), head, holders, desks)
        version = version_of(record, PUBLISHED.encode(record), now_ms)
        return Outcome(one.message, word, article, version.head.version, record, version)

    return parked(one.message, work, one.article)


def record_of(
    one: Read, head: Head | None, holders: Mapping[Claim, str], desks: DeskIndex
) -> Published:
    """The next version of an article that passes."""
    article = in_its_standing(one.article, head)
    article = msgspec.structs.replace(article, changed=changed_since(article, head))
    earlier = [desk for desk in (head.desks if head else ()) if desk in desks.names]
    claims = {desk.name: (desk.name, article.story) for desk in one.wanting}
    held = {desk: holders[claim] for desk, claim in claims.items() if claim in holders}
    return published_record(
        article,
        version=head.version + 1 if head else 1,
        first_seen=first_seen(article, head),
        change=change_of(article, head),
        desks=desks_of(article, one.wanting, earlier, held, is_copy=is_copy(article, head)),
    )
