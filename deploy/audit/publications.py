"""What readers see: each version once, in order, whole, on every desk that wants it."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from deploy.audit.case import Case
from deploy.audit.facts import Found, Published
from deploy.audit.journal import Shown

TOPIC = {"published": "enriched", "copy": "copies"}
WAY = ("poll", "clean", "dedup", "tag")
SECOND = len("2017-11-03T07:52:11")  # first_seen has no milliseconds


def once(case: Case) -> Iterator[str]:
    """Each (id, version) is published once, and each (id, seen_at, retag)."""
    numbers = Counter((one.facts.id, one.facts.version) for one in case.evidence.published)
    pairs = Counter((*one.version, one.facts.retag) for one in case.evidence.published)
    yield from (f"{id}.{n} published {count} times" for (id, n), count in numbers.items()
                if count > 1)  # fmt: skip
    yield from (f"{id} {seen_at} published {count} times" for (id, seen_at, _), count
                in pairs.items() if count > 1)  # fmt: skip


def order(case: Case) -> Iterator[str]:
    """Versions of one id are 1, 2, 3 … on one topic; moments rise, first_seen and kind stay."""
    last: dict[str, Published] = {}
    for one in case.evidence.published:
        before = last.get(one.facts.id)
        last[one.facts.id] = one
        yield from out_of_order(one, before)


def out_of_order(one: Published, before: Published | None) -> Iterator[str]:
    facts, name = one.facts, f"{one.facts.id}.{one.facts.version}"
    expected = before.facts.version + 1 if before else 1
    if facts.version != expected:
        yield f"{name} comes where {expected} should"
    if (facts.change == "new") != (facts.version == 1):
        yield f"{name} is told to be {facts.change}"
    yield from follows(one, before) if before else begins(one)


def begins(one: Published) -> Iterator[str]:
    facts = one.facts
    if facts.first_seen[:SECOND] != facts.seen_at[:SECOND]:
        yield f"{facts.id}.1 is of {facts.seen_at}, but first seen {facts.first_seen}"


def follows(one: Published, before: Published) -> Iterator[str]:
    facts, name = one.facts, f"{one.facts.id}.{one.facts.version}"
    if (facts.seen_at, facts.retag) <= (before.facts.seen_at, before.facts.retag):
        yield f"{name} is of {facts.seen_at}, the one before of {before.facts.seen_at}"
    if (facts.first_seen, facts.kind, one.found.topic) != (
        before.facts.first_seen, before.facts.kind, before.found.topic,
    ):  # fmt: skip
        yield f"{name} has another first_seen, kind or topic than the version before"


def ends(case: Case) -> Iterator[str]:
    """Each `published` and `copy` line has its record, each record its line."""
    records = {(*one.version, one.facts.retag): one for one in case.evidence.published}
    lines: Counter[tuple[str, str, int]] = Counter()
    for told in case.evidence.ledger:
        topic = TOPIC.get(told.line.what)
        if topic is None:
            continue
        place = (*told.version, told.line.retag or 0)
        lines[place] += 1
        record = records.get(place)
        if record is None:
            yield f"{' '.join(told.version)} is {told.line.what} in the ledger alone"
        elif (record.found.topic, record.facts.version) != (topic, told.line.version):
            yield f"{' '.join(told.version)}: ledger and record differ in topic or version"
    for place in records.keys() - lines.keys():
        yield f"{place[0]} {place[1]} is published, but not in the ledger"
    yield from (f"{place[0]} {place[1]} has {count} lines that it was published"
                for place, count in lines.items() if count > 1)  # fmt: skip


def content(case: Case) -> Iterator[str]:
    """Each record has the text it must have, and tells the same in value, key and headers."""
    for one in case.evidence.published:
        yield from (f"{one.facts.id}.{one.facts.version}: {what}" for what in wrong_in(case, one))
    for url, edition in case.journal.last.items():
        told, versions = case.of_url(url), case.of_revision.get((url, edition.revision), ())
        if any(case.end_of(version) == "dead" for version in versions):
            continue  # it waits among the dead letters, as `parked` tells
        if told and edition.mark not in told[-1].title:
            yield f"{url}: what is published last is not r{edition.revision}, shown last"


def wrong_in(case: Case, one: Published) -> Iterator[str]:
    facts, found = one.facts, one.found
    if (found.key, found.said("ce_subject")) != (facts.id, facts.id):
        yield f"its key is {found.key}"
    event = f"{facts.id}.{facts.version}", f"wiredesk.article.{facts.change}.v1"
    if (found.said("ce_id"), found.said("ce_type")) != event:
        yield f"its ce_id is {found.said('ce_id')}, its ce_type {found.said('ce_type')}"
    whole = one.status == "usable" and "cut" not in facts.flags
    if whole and facts.text.sha256 != one.text_sha256:
        yield "its hash is not that of its text"
    edition = case.editions.get(one.version)
    if edition:
        yield from come_from(one, case.journal.feeds[edition.url, edition.revision])
        yield from unlike(one, edition)


def come_from(one: Published, feed: str) -> Iterator[str]:
    """What of a record's origin is not so."""
    facts = one.facts
    if facts.feed != feed:
        yield f"it is told to be of {facts.feed}"
    stages, begun = tuple(step.stage for step in facts.way), facts.way[:1]
    if stages != WAY or begun[0].at != facts.seen_at:
        yield f"it is told to have come by {', '.join(stages) or 'no stage'}, from {begun}"


def unlike(one: Published, edition: Shown) -> Iterator[str]:
    """What of a record is not what was shown; a page may show a later revision's text."""
    exact, mark = edition.text_sha256, edition.token if edition.paged else edition.mark
    if not edition.paged and edition.title != one.title:
        yield f"its title is not that of r{edition.revision} of {edition.url}: {one.title!r}"
    if (exact and exact != one.text_sha256) or (one.lead and mark not in one.lead):
        yield f"its text is not that of r{edition.revision} of {edition.url}"
    if edition.dated and edition.dated != one.dated:
        yield f"its date is {one.dated}, not {edition.dated}"


def desks(case: Case) -> Iterator[str]:
    """A desk's topic has exactly the records that name it, byte for byte; who follows, goes on.

    A desk without conditions has every article.
    """
    on: dict[str, dict[str, list[Found]]] = {
        desk: by_event(records) for desk, records in case.evidence.desks.items()
    }
    wanted: dict[str, set[str]] = defaultdict(set)
    last: dict[str, set[str]] = {}
    for one in case.evidence.published:
        event = f"{one.facts.id}.{one.facts.version}"
        due = case.evidence.takes_all if one.found.topic == "enriched" else set()
        missing = (last.get(one.facts.id, set()) | due) - set(one.facts.desks)
        if missing:
            yield f"{event} is not, or no longer, on {', '.join(sorted(missing))}"
        last[one.facts.id] = set(one.facts.desks)
        for desk in one.facts.desks:
            wanted[f"desk.{desk}"].add(event)
            there = on.get(f"desk.{desk}", {}).get(event, [])
            if [found.digest for found in there] != [one.found.digest]:
                yield f"{event} is {len(there)} times on desk {desk}, or with other bytes"
    for desk, events in on.items():
        yield from (f"{event} is on {desk} by itself" for event in events.keys() - wanted[desk])


def by_event(records: list[Found]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = defaultdict(list)
    for record in records:
        found[record.said("ce_id")].append(record)
    return found
