"""What happens between the topics: in = out + ended + parked, offsets behind it, letters whole."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from deploy.audit.case import Case, source_of
from deploy.audit.commits import READS
from deploy.audit.facts import Found, Position, Version

TARGETS = {"clean": "clean", "dedup": "resolved", "tag": "tagged"}
TOLD = ("stage", "error_class", "stack_hash", "source", "attempts", "version")


def stages(case: Case) -> Iterator[str]:
    """What a stage has read went on, ended or was parked; what it sent, it had read."""
    seen = {version for version, told in case.seen.items() if told.line.entry is not None}
    raw = versions_in(case, "raw")
    yield from (named(version, "was seen, but is not in raw") for version in seen - raw)
    yield from (named(version, "is in raw, but was never seen") for version in raw - seen)
    for stage, source in READS.items():
        yield from through(case, stage, source)
    if not case.killed:
        yield from repeated(case)


def through(case: Case, stage: str, source: str) -> Iterator[str]:
    """One stage."""
    target = TARGETS.get(stage)
    read, sent = versions_in(case, source), versions_in(case, target) if target else set()
    yield from (
        named(version, f"was sent by {stage}, which never had it") for version in sent - read
    )
    for version in read:
        ended = ended_by(case, version, stage)
        if version not in sent and not ended:
            yield named(version, f"has not left {stage}")
        if version in sent and ended - {"dead"}:
            yield named(version, f"went on from {stage} and ended there")


def versions_in(case: Case, topic: str) -> set[Version]:
    """The entries of a topic; not what was put there from outside."""
    return {one.version for one in case.evidence.inner[topic] if one.version} - case.planted


def ended_by(case: Case, version: Version, stage: str) -> set[str]:
    """With which words a stage ended a version."""
    lines = [*case.lines_of(version)]
    told = {one.line.what for one in lines if one.line.stage == stage}
    return told | ({"repeat"} if stage == "publish" and version in repeats(case) else set())


def repeats(case: Case) -> set[Version]:
    return {one.version for one in case.repeats}


def named(version: Version, what: str) -> str:
    return f"{' '.join(version)} {what}"


def repeated(case: Case) -> Iterator[str]:
    """Without a kill nothing is done twice, except what was sent again on purpose."""
    redriven = {one.version for one in case.evidence.dead}
    for topic, records in case.evidence.inner.items():
        counts = Counter(one.version for one in records if one.version)
        yield from (named(version, f"is {count} times in {topic}")
                    for version, count in counts.items()
                    if count > 1 and version not in redriven)  # fmt: skip
    yield from (named(one.version, "came to the publisher twice") for one in case.repeats
                if one.version not in redriven)  # fmt: skip


def lanes(case: Case) -> Iterator[str]:
    """All records of an article are in the partition of one number, under its id."""
    lane: dict[str, int] = {}
    found = [one for records in case.evidence.inner.values() for one in records if one.version]
    found += [told.found for told in case.evidence.ledger]
    found += [one.found for one in case.evidence.published]
    for one in found:
        id = one.version[0] if one.version else one.key
        if one.key != id:
            yield f"{one.place} of {id} has the key {one.key}"
        if lane.setdefault(id, one.partition) != one.partition:
            yield f"{one.place} of {id} is not in partition {lane[id]}"


def offsets(case: Case) -> Iterator[str]:
    """Commits never move back, nor pass a record before what became of it is written down."""
    highest: dict[tuple[str, int], int] = defaultdict(int)
    done = {stage: accounted(case, stage) for stage in READS}
    for commit in case.commits:
        lane = commit.stage, commit.partition
        if commit.offset < highest[lane]:
            yield f"{commit.stage}/{commit.partition}: from {highest[lane]} to {commit.offset}"
        highest[lane] = max(highest[lane], commit.offset)
        late, at = done[commit.stage][commit.partition].before(commit.offset)
        if at > commit.at:  # one machine, one clock
            yield f"{commit.stage}/{commit.partition} was at {commit.offset} before {late} was done"
    yield from (
        f"{one.place} was never committed by {stage}"
        for stage, source in READS.items()
        for one in case.evidence.inner[source]
        if one.offset >= highest[stage, one.partition]
    )


class Done:
    """When each record of a lane, and all before it, had been dealt with."""

    def __init__(self, times: list[tuple[int, int, str]]) -> None:
        self._latest: list[tuple[int, int, str]] = []
        worst = (0, 0, "")
        for offset, at, place in sorted(times):
            if at > worst[1]:
                worst = (offset, at, place)
            self._latest.append((offset, worst[1], worst[2]))

    def before(self, offset: int) -> tuple[str, int]:
        """Of the records below an offset the one that was done last, and when."""
        low, high = 0, len(self._latest)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._latest[middle][0] < offset else (low, middle)
        return (self._latest[low - 1][2], self._latest[low - 1][1]) if low else ("", 0)


NEVER = 1 << 62


def accounted(case: Case, stage: str) -> dict[int, Done]:
    """Per partition of a stage's source when its records were first accounted for."""
    target = TARGETS.get(stage)
    by_version: dict[Version, int] = {}
    for one in case.evidence.inner[target] if target else ():
        if one.version:
            by_version[one.version] = min(one.at, by_version.get(one.version, NEVER))
    for told in case.evidence.ledger:
        if told.line.stage == stage and told.line.what != "seen":
            by_version[told.version] = min(told.found.at, by_version.get(told.version, NEVER))
    times: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for one in case.evidence.inner[READS[stage]]:
        parked = [letter.at for letter in case.letters.get(one.position, ())]
        at = (
            min([*parked, by_version.get(one.version, NEVER)])
            if one.version
            else min(parked, default=0)
        )
        times[one.partition].append((one.offset, at, one.place))
    return defaultdict(lambda: Done([]), {lane: Done(found) for lane, found in times.items()})


def parked(case: Case) -> Iterator[str]:
    """Each dead letter has the bytes of its source; each planned one is there; each is told."""
    at: dict[Position, Found] = {
        one.position: one for records in case.evidence.inner.values() for one in records
    }
    for letter in case.evidence.dead:
        yield from (f"{letter.place}: {what}" for what in wrong_with(case, letter, at))
    for position, put in case.put_at.items():
        if put.expect == ("parked",) and position not in case.letters:
            yield f"{'/'.join(map(str, position))} was to be parked and is not"
    told = {one.version for one in case.evidence.dead}
    for version, lines in case.ends.items():
        if any(one.line.what == "dead" for one in lines) and version not in told:
            yield named(version, "is dead in the ledger, but not among the dead letters")


def wrong_with(case: Case, letter: Found, at: dict[Position, Found]) -> Iterator[str]:
    missing = [name for name in TOLD if not letter.said(name)]
    if missing:
        yield f"does not say {', '.join(missing)}"
    source = at.get(source_of(letter))
    if source is None:
        yield f"comes from {letter.said('source')}, where nothing is"
    elif (source.digest, source.key) != (letter.digest, letter.key) and not letter.said("cut_from"):
        yield f"has not the key and bytes of {source.place}"
    if "evidence" not in letter.headers:
        yield from unplanned(case, letter)


def unplanned(case: Case, letter: Found) -> Iterator[str]:
    """What nobody meant to break, or what the ledger does not know."""
    version, stage = letter.version, letter.said("stage")
    edition = case.editions.get(version) if version else None
    if source_of(letter) not in case.put_at and not (edition and "dead" in edition.expect):
        yield f"{letter.said('error_class')} in {stage}: nobody planned that"
    if version in case.seen and not ended_by(case, version, stage):
        yield "is not in the ledger"


def isolation(case: Case) -> Iterator[str]:
    """At rest no transaction is open; without a kill none was given up."""
    yield from (f"a transaction is open on {lane}" for lane in dict.fromkeys(case.evidence.held))
    if not case.killed:
        yield from (f"{len(offsets)} records of given-up transactions on {topic}/{partition}"
                    for (topic, partition), offsets in case.evidence.aborted.items())  # fmt: skip
