"""Does this version go on, and what is it to its readers? Compared with what was published last."""

import hashlib
from typing import Literal

import msgspec

from config.published import Published
from config.records import TaggedArticle
from streams.changes import names_mark
from streams.corrections import noted
from streams.record import Change, to_the_second

Word = Literal["published", "copy", "superseded", "unchanged", "repeat"]
COPIES = {"exact", "near", "subset"}  # standings that are published on articles.copies


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What the lane remembers of an article: all of it can be read from its last record."""

    seen_at: str
    retag: int
    version: int
    hash: str  # of text, title and status
    first_seen: str
    kind: str
    of: str | None
    completeness: str
    status: str
    story: str
    desks: tuple[str, ...]
    names: str = ""  # marks of what its text named, and of the corrections it told of
    noted: str = ""

    @property
    def pair(self) -> tuple[str, int]:
        return self.seen_at, self.retag


def head_of(record: Published) -> Head:
    """What is remembered of an article whose last published version this is."""
    item, facts = record.item, record.wiredesk
    title = item.headlines[0].value if item.headlines else ""
    text = item.bodies[0].value if item.bodies else ""
    return Head(
        seen_at=facts.seen_at,
        retag=facts.retag,
        version=facts.version,
        hash=content_hash(facts.text.sha256, title, item.pubStatus),
        first_seen=facts.first_seen,
        kind=facts.kind,
        of=facts.of,
        completeness=facts.text.completeness,
        status=item.pubStatus,
        story=facts.story,
        desks=facts.desks,
        names=names_mark(text, item.language or "und"),
        noted=noted(title, text),
    )


def hash_of(article: TaggedArticle) -> str:
    """The same hash as that of the record made of this article."""
    text = article.whole or hashlib.sha256(article.text.encode()).hexdigest()
    return content_hash(text, article.title, article.pub_status)


def content_hash(text_sha256: str, title: str, status: str) -> str:
    parts = f"{text_sha256}\n{status}\n{title}"
    return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()


def word_of(article: TaggedArticle, head: Head | None, *, restores: bool = False) -> Word:
    """What becomes of a version, given what was published last of its article.

    It passes if and only if (seen_at, retag) rose and its text, title or status is another one, or
    retag rose, or dedup knows a version between that has not come out: that one, parked and sent
    again, must find that it is late. What is withdrawn stays so until a version `restores` it.
    """
    pair = article.seen_at, article.retag
    if head is None or (pair > head.pair and stays(article, head, restores=restores) is None):
        return "copy" if is_copy(article, head) else "published"
    if pair == head.pair:
        return "repeat"
    return (pair > head.pair and stays(article, head, restores=restores)) or "superseded"


def stays(
    article: TaggedArticle, head: Head, *, restores: bool
) -> Literal["unchanged", "superseded"] | None:
    """Why a later version changes nothing, or nothing."""
    if withdrawn(head.status) and not withdrawn(article.pub_status) and not restores:
        return "superseded"
    same = hash_of(article) == head.hash and article.retag <= head.retag
    return "unchanged" if same and article.word != "update" else None


def is_copy(article: TaggedArticle, head: Head | None) -> bool:
    """The standing of an article is that of its first published version, for good."""
    return (head.kind if head else article.kind) in COPIES


def withdrawn(status: str) -> bool:
    return status != "usable"


def in_its_standing(article: TaggedArticle, head: Head | None) -> TaggedArticle:
    """The article with the kind under which it was first published."""
    if head is None or head.kind == article.kind:
        return article
    of = (article.of or head.of) if head.kind in COPIES else article.of
    return msgspec.structs.replace(article, kind=head.kind, of=of)


def first_seen(article: TaggedArticle, head: Head | None) -> str:
    return head.first_seen if head else to_the_second(article.seen_at)


def change_of(article: TaggedArticle, head: Head | None) -> Change:
    """What a version that passes is to those who have read the one before."""
    if withdrawn(article.pub_status):
        return "withdrawn"
    if head is None:
        return "new"
    if hash_of(article) == head.hash:
        return "tags"
    if article.completeness == "full" and head.completeness != "full":
        return "completed"
    return "correction" if corrects(article, head) else "update"


def corrects(article: TaggedArticle, head: Head) -> bool:
    """Whether the editors say that they mended something, and had not said so before.

    That numbers or names changed is no correction by itself: they do in every developing story.
    """
    return noted(article.title, article.text) not in {"", head.noted}


def changed_since(article: TaggedArticle, head: Head | None) -> tuple[str, ...]:
    """What dedup saw change, and `names` where other ones stand in the text now."""
    if head is None or not article.changed or not head.names or "names" in article.changed:
        return article.changed
    same = names_mark(article.text, article.language) in {"", head.names}
    return article.changed if same else (*article.changed, "names")
