"""What was shown, what was seen, how it ended: nothing lost, nothing from nowhere, as planned."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from deploy.audit.case import Case
from deploy.audit.facts import Published
from deploy.audit.journal import Shown

COPIED = ("exact", "near")  # kinds that are another's text; which of the two is the copy, the order
# in which they reach dedup decides
OVERTAKEN = ("superseded", "unchanged")  # right ends of a revision that a later one has caught up


def seen(case: Case) -> Iterator[str]:
    """Every edition that a complete response has shown has its `seen` line.

    Where processes were killed, a revision may have been overtaken before it was written down.
    """
    excluded: Counter[str] = Counter()
    last: dict[str, int] = defaultdict(int)
    for url, revision in case.of_revision:
        last[url] = max(last[url], revision)
    for key, edition in case.journal.editions.items():
        if key in case.of_revision or (case.killed and last[edition.url] > edition.revision):
            continue
        if edition.kind == "excluded":  # its line carries no entry: they are counted
            excluded[case.journal.feeds[key]] += 1
        else:
            yield f"{edition.url} r{edition.revision} ({edition.kind}) has no seen line"
    yield from (
        f"{feed}: {count} excluded, {len(case.bare[feed])} of them in the ledger"
        for feed, count in excluded.items()
        if len(case.bare[feed]) < count
    )


def ended(case: Case) -> Iterator[str]:
    """Every version that was seen has ended."""
    for version, told in case.seen.items():
        if case.end_of(version) is None:
            yield f"{' '.join(version)} of {told.line.feed} has not ended"


def unexpected(case: Case) -> Iterator[str]:
    """Nothing is in the ledger, on a topic or published that was never shown."""
    for url, revision in case.of_revision.keys() - case.journal.editions.keys():
        yield f"{url} r{revision} was seen, but never shown"
    yield from elsewhere(case)
    for version in case.ends.keys() - case.seen.keys() - case.planted:
        yield f"{' '.join(version)} ended, but was never seen"
    for one in case.evidence.published:
        marks = case.journal.marks.get(one.url, ())
        if not any(mark in one.title for mark in marks):
            yield f"{one.facts.id}.{one.facts.version}: no {one.url} like that was ever shown"
    yield from case.evidence.strange
    yield from (f"{one.found.place} says {one.line.what}" for one in case.odd)


def elsewhere(case: Case) -> Iterator[str]:
    """What was seen in another feed than it was shown in."""
    for version, edition in case.editions.items():
        feed = case.journal.feeds[edition.url, edition.revision]
        if case.seen[version].line.feed != feed:
            yield f"{edition.url} r{edition.revision} was seen in another feed than {feed}"


def outcomes(case: Case) -> Iterator[str]:
    """Every edition has ended as it had to."""
    for revision, edition in case.journal.editions.items():
        allowed = set(edition.expect) | set(overtaken(case, edition))
        allowed |= {"copy"} if edition.token in case.journal.copied else set()  # see groups()
        for version in case.of_revision.get(revision, ()):
            end = case.end_of(version)
            if end is not None and end not in allowed:
                right = " or ".join(sorted(allowed))
                yield f"{edition.url} r{edition.revision} ({edition.kind}) is {end}, not {right}"
    for feed, versions in case.bare.items():
        wrong = [
            end for version in versions if (end := case.end_of(version)) not in ("filtered", None)
        ]
        yield from (f"{feed}: excluded, but {end}" for end in wrong)
    yield from groups(case)


def overtaken(case: Case, edition: Shown) -> tuple[str, ...]:
    """Other right ends: a page may show a later text already, a later revision may come first."""
    if edition.paged or edition.revision < case.journal.last[edition.url].revision:
        return OVERTAKEN
    return OVERTAKEN if case.killed else ()


def groups(case: Case) -> Iterator[str]:
    """Of the editions of one text, exactly or nearly, one is an article; the others its copies."""
    for token, urls in members(case).items():
        told = [case.of_url(url)[0] for url in urls if case.of_url(url)]
        articles = [one for one in told if one.found.topic == "enriched"]
        if len(told) == len(urls) and len(articles) != 1:
            yield f"{token}: {len(articles)} of {len(urls)} with one text are articles"
        for one in told if articles else ():
            yield from astray(one, articles)


def astray(one: Published, articles: list[Published]) -> Iterator[str]:
    """What a copy says of its original that is not so."""
    if one.found.topic != "copies":
        return
    ids = {article.facts.id for article in articles}
    if one.facts.of not in ids:
        yield f"{one.url} is a copy of {one.facts.of}, not of {', '.join(ids)}"
    stories = {story for told in articles for story in (told.facts.story, told.facts.merged)}
    if one.facts.story not in stories:
        yield f"{one.url} is in another story than the article it is a copy of"


def members(case: Case) -> dict[str, set[str]]:
    """By the token of each original that was copied: where it and its copies are."""
    of_text: dict[str, set[str]] = defaultdict(set)
    tokens = {edition.token: edition.url for edition in case.journal.editions.values()}
    for edition in case.journal.editions.values():
        if edition.kind in COPIED and edition.group in tokens:
            of_text[edition.group] |= {edition.url, tokens[edition.group]}
    return of_text
