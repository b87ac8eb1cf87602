"""members of a story → who was first, whose text it is: what the store keeps of each, and answers.

The origin is no verdict of the moment: an agency's item that comes late, or a member with an
earlier date that can be trusted, takes its place without the story's id changing.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from config.published import Overlap, Published
from streams.letters import plain

Why = Literal["agency", "date", "first"]
TRUSTED = {"high", "medium"}  # how far a date must be believed to be put before what we saw
WHOLE = {"new", "exact", "near"}  # standings of the text itself; others have less of it, or more


class Member(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of each article of a story."""

    id: str
    publisher: str
    first_seen: str
    country: str | None = None
    published: str | None = None
    trust: str = "none"
    kind: str = "new"
    of: str | None = None
    overlap: Overlap | None = None
    agencies: tuple[str, ...] = ()
    status: str = "usable"
    version: int = 1


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a story's text comes from, as far as its members tell."""

    id: str
    publisher: str
    why: Why


def member_of(record: Published) -> Member:
    item, facts = record.item, record.wiredesk
    return Member(
        id=facts.id,
        publisher=facts.publisher.name,
        country=facts.publisher.country,
        first_seen=facts.first_seen,
        published=facts.published.at,
        trust=facts.published.trust,
        kind=facts.kind,
        of=facts.of,
        overlap=facts.overlap,
        agencies=tuple(source.name for source in item.infoSources if source.role == "agency"),
        status=item.pubStatus,
        version=facts.version,
    )


def in_order(members: Sequence[Member]) -> list[Member]:
    """As they were first seen."""
    return sorted(members, key=lambda one: (one.first_seen, one.id))


def origin_of(members: Sequence[Member]) -> Origin:
    """The agency whose text the others print, else the earliest. There is at least one member."""
    ordered = in_order(members)
    own = next((one for one in ordered if is_agency_copy(one, agency_of(ordered))), None)
    if own:
        return Origin(id=own.id, publisher=own.publisher, why="agency")
    first = next((one for one in ordered if one.kind in WHOLE), ordered[0])
    dated = min((one for one in ordered if one.kind in WHOLE), key=told_at, default=first)
    if told_at(dated) < told_at(first):
        return Origin(id=dated.id, publisher=dated.publisher, why="date")
    return Origin(id=first.id, publisher=first.publisher, why="first")


def agency_of(members: Sequence[Member]) -> str | None:
    """The agency most of a story's members name; of equals, the one named first."""
    named = [agency for one in members for agency in one.agencies]
    return max(dict.fromkeys(named), key=named.count, default=None)


def is_agency_copy(member: Member, agency: str | None) -> bool:
    """Whether this is the agency's own item, with the whole text."""
    return agency is not None and member.kind in WHOLE and plain(member.publisher) == plain(agency)


def told_at(member: Member) -> str:
    """When it came out: by its own date, where that can be trusted, else when it was seen.

    Nothing comes out after it was seen, whatever its page says.
    """
    if member.published and member.trust in TRUSTED:
        return min(member.published, member.first_seen)
    return member.first_seen
