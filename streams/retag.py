"""published record, other rules → what would change of its tags, and the message that changes it.

Told apart are the tags themselves; how sure they are is not: else every weight would be news.
"""

from collections.abc import Iterable, Iterator

import msgspec

from config.codec import TAGGED
from config.dead import Headers
from config.published import InfoSource, Organisation, Person, Place, Published, Subject
from config.records import TaggedArticle
from streams.again import article_again
from streams.rules import Rules
from streams.tag import UNTAGGED, tagged_article

USUAL = 4  # urgency that says nothing
WORDS = 4  # shown beside a tag: enough to see why it is there

Thing = InfoSource | Organisation | Person | Place | Subject


class Tag(msgspec.Struct, frozen=True, order=True):
    """One tag as people tell it from others."""

    field: str  # subjects, places, people, organisations, genres, agencies or urgency
    id: str  # URI, or the name of what has none; of a place with its part in the article
    name: str
    words: tuple[str, ...] = ()  # that made it so


class Retagged(msgspec.Struct, frozen=True):
    """An article whose tags change: what they were, what they would be, and the article so."""

    record: Published
    article: TaggedArticle
    added: tuple[Tag, ...]
    removed: tuple[Tag, ...]


def retagged(record: Published, rules: Rules) -> Retagged | None:
    """What other rules change of an article; nothing where its tags stay, or it was withdrawn."""
    if record.item.pubStatus != "usable":
        return None
    before = article_again(record)
    after = tagged_article(untagged(before), rules)
    old, new = tags_of(before), tags_of(after)
    added = tuple(new[key] for key in sorted(new.keys() - old.keys()))
    removed = tuple(old[key] for key in sorted(old.keys() - new.keys()))
    if not added and not removed:
        return None
    fields = sorted({tag.field for tag in (*added, *removed)})
    article = msgspec.structs.replace(
        after, retag=before.retag + 1, changed=tuple(fields), ed_note=before.ed_note,
        notice=before.notice, whole=before.whole,
    )  # fmt: skip
    return Retagged(record, article, added, removed)


def message_of(change: Retagged) -> tuple[bytes, bytes, Headers]:
    """Key, value and headers for `articles.tagged`. Its lane publishes it once, or not at all."""
    article = change.article
    told = {"id": article.id, "seen_at": article.seen_at, "feed": article.feed}
    headers = [(name, value.encode()) for name, value in told.items()]
    return article.id.encode(), TAGGED.encode(article), headers


def untagged(article: TaggedArticle) -> TaggedArticle:
    """The article as it was before it was tagged."""
    return msgspec.structs.replace(
        article,
        flags=tuple(flag for flag in article.flags if flag != UNTAGGED),
        way=tuple(step for step in article.way if step.stage != "tag"),
    )


def tags_of(article: TaggedArticle) -> dict[tuple[str, str], Tag]:
    """The tags of an article by field and id, each with the words that made it."""
    words = words_of(article)
    found = [
        Tag(field, key_of(thing), thing.name, tuple(words.get(f"/item/{where}/{place}", ())))
        for field, where, place, thing in things_of(article)
    ]
    if article.urgency != USUAL:
        shown = str(article.urgency)
        found.append(Tag("urgency", shown, shown, tuple(words.get("/item/urgency", ()))))
    return {(tag.field, tag.id): tag for tag in found}


def things_of(article: TaggedArticle) -> Iterator[tuple[str, str, int, Thing]]:
    """Field, place in the item, and the thing itself; the publisher is the first of the sources."""
    fields: tuple[tuple[str, Iterable[Thing]], ...] = (
        ("subjects", article.subjects), ("places", article.places), ("people", article.people),
        ("organisations", article.organisations), ("genres", article.genres),
    )  # fmt: skip
    for field, things in fields:
        for place, thing in enumerate(things):
            yield field, field, place, thing
    for place, agency in enumerate(article.agencies, start=1):
        yield "agencies", "infoSources", place, agency


def key_of(thing: Thing) -> str:
    if isinstance(thing, Place):
        return f"{thing.literal or thing.uri or thing.name} {thing.rel or ''}".rstrip()
    return thing.uri or thing.name


def words_of(article: TaggedArticle) -> dict[str, list[str]]:
    """The words behind each tag, by its pointer; each once, in the order of the text."""
    words: dict[str, list[str]] = {}
    for proof in article.evidence:
        known = words.setdefault(proof.tag, [])
        if proof.surface not in known and len(known) < WORDS:
            known.append(proof.surface)
    return words


def shown(tag: Tag) -> str:
    """`subjects: conflict armat (…/20000056): «bombardat», «artileria»`."""
    short = tag.id.rpartition("/")[2]
    named = tag.name if short in {tag.name, ""} else f"{tag.name} ({short})"
    words = ", ".join(f"«{word}»" for word in tag.words)
    return f"{tag.field}: {named}{': ' if words else ''}{words}"
