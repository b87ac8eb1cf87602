"""published record → tagged: what was published once, on its way to being published once more.

For withdrawals, their return, and new tags: what only the inner topics knew is gone after a week.
"""

from datetime import datetime

import msgspec

from config.published import Item, Published, Subject, Wiredesk
from config.records import PublishedAt, TaggedArticle


def article_again(record: Published) -> TaggedArticle:
    """The article of which this record was made, as far as the record tells.

    A text that was left out (withdrawn) or cut stays so, and is known by the hash of its whole.
    """
    item, facts = record.item, record.wiredesk
    told = said_by_page(item, facts) | said_by_dedup(facts) | said_by_tag(item, facts)
    return msgspec.convert(told, TaggedArticle, from_attributes=True)


def said_by_page(item: Item, facts: Wiredesk) -> dict[str, object]:
    """What the article says of itself."""
    return {
        "id": facts.id, "seen_at": facts.seen_at, "feed": facts.feed,
        "publisher": facts.publisher, "url": item.uri if "://" in item.uri else "",
        "title": item.headlines[0].value if item.headlines else "",
        "text": item.bodies[0].value if item.bodies else "",
        "language": item.language or "und", "verdict": facts.text.verdict,
        "completeness": facts.text.completeness, "text_from": facts.text.source,
        "guid": next((other.value for other in item.altIds if other.role == "guid"), None),
        "authors": tuple(item.by.split(", ")) if item.by else (),
        "published": published_at(facts), "rights": facts.rights,
        "image": next((beside.uri for beside in item.associations), None),
        "flags": facts.flags, "way": facts.way,
        "whole": facts.text.sha256 if "cut" in facts.flags or not item.bodies else None,
    }  # fmt: skip


def published_at(facts: Wiredesk) -> PublishedAt:
    told = facts.published
    return msgspec.convert(
        {
            "at": datetime.fromisoformat(told.at) if told.at else None,
            "from": told.source,
            "trust": told.trust,
        },
        PublishedAt,
    )


def said_by_dedup(facts: Wiredesk) -> dict[str, object]:
    return {
        "kind": facts.kind, "word": facts.verdict, "of": facts.of, "overlap": facts.overlap,
        "similarity": facts.similarity, "story": facts.story, "merged": facts.merged,
        "changed": facts.changed,
    }  # fmt: skip


def said_by_tag(item: Item, facts: Wiredesk) -> dict[str, object]:
    return {
        "agencies": tuple(source for source in item.infoSources if source.role == "agency"),
        "subjects": item.subjects, "places": item.places, "people": item.people,
        "organisations": item.organisations,
        "genres": tuple(Subject(name=genre.name, uri=genre.uri) for genre in item.genres),
        "urgency": item.urgency or 4, "evidence": facts.evidence, "retag": facts.retag,
        "pub_status": item.pubStatus, "ed_note": item.edNote, "notice": facts.notice,
        "made_by": {name: by for name, by in facts.made_by.items() if name != "wiredesk"},
    }  # fmt: skip
