"""journal, topics, Redis, metrics, stream → a report: one row an invariant, red or green."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from config.desks import load_desks
from config.settings import Settings
from deploy.audit import arrivals, passages, publications
from deploy.audit.case import Case
from deploy.audit.commits import commits
from deploy.audit.counters import counters, metrics_of
from deploy.audit.evidence import gathered
from deploy.audit.journal import read_journal
from deploy.audit.store import frontier, store
from deploy.audit.streams import read_recording, stream

NAMED = 5  # findings of a row that are told; all are counted
Check = Callable[[Case], Iterable[str]]

CHECKS: dict[str, Check] = {
    "seen": arrivals.seen,
    "ended": arrivals.ended,
    "unexpected": arrivals.unexpected,
    "outcomes": arrivals.outcomes,
    "once": publications.once,
    "order": publications.order,
    "ends": publications.ends,
    "content": publications.content,
    "desks": publications.desks,
    "stages": passages.stages,
    "lanes": passages.lanes,
    "offsets": passages.offsets,
    "parked": passages.parked,
    "isolation": passages.isolation,
}


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation is audited against."""

    journal: Path
    stream: Path | None = None
    metrics: tuple[str, ...] = ()
    killed: bool = False  # processes were: work is repeated, counters begin anew


class Row(msgspec.Struct, frozen=True):
    """One invariant. `wrong` counts what breaks it, `named` are the first of those."""

    name: str
    promise: str
    wrong: int
    named: tuple[str, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    shown: int
    seen: int
    published: int
    rows: tuple[Row, ...]

    @property
    def red(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.rows if row.wrong)


def report(settings: Settings, question: Question) -> Report:
    """Read everything, check everything. Raises ConfigError, and OSError of a role's metrics."""
    metrics = metrics_of(question.metrics)  # before the roles end
    evidence = gathered(settings, load_desks(Path(settings.desks)))
    journal = read_journal(question.journal)
    case = Case(evidence, journal, commits(settings), killed=question.killed)
    checks = CHECKS | {"store": partial(checked_store, settings=settings),
                       "frontier": partial(checked_frontier, settings=settings)}  # fmt: skip
    if question.stream:
        checks["stream"] = partial(stream, recording=read_recording(question.stream))
    if question.metrics and not question.killed:
        checks["counters"] = partial(counters, metrics=metrics)
    rows = tuple(row(name, check, case) for name, check in checks.items())
    return Report(
        shown=len(journal.editions), seen=len(case.seen),
        published=len(evidence.published), rows=rows,
    )  # fmt: skip


def row(name: str, check: Check, case: Case) -> Row:
    found = list(check(case))
    return Row(name, promise_of(check), len(found), tuple(found[:NAMED]))


def promise_of(check: Check) -> str:
    """The first sentence of a check's docstring."""
    told = getattr(check, "func", check).__doc__ or ""
    return " ".join(told.partition(".\n")[0].split()).rstrip(".")


def checked_store(case: Case, settings: Settings) -> Iterator[str]:
    """Redis is a fold of what was published."""
    return store(case, settings)


def checked_frontier(case: Case, settings: Settings) -> Iterator[str]:
    """At rest nothing waits on the frontier."""
    return frontier(settings)


def table(told: Report) -> str:
    """A report as people read it."""
    lines = [f"{told.shown} editions shown, {told.seen} seen, {told.published} published"]
    for one in told.rows:
        lines.append(f"{'RED  ' if one.wrong else 'green'} {one.name:11}{one.promise}")
        lines += indented(one)
    return "\n".join(lines)


def indented(one: Row) -> Sequence[str]:
    more = one.wrong - len(one.named)
    return [f"        {what}" for what in one.named] + ([f"        … {more} more"] if more else [])
