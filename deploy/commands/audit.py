"""`wiredesk audit`: do the books balance? Once, or for as long as it runs with --watch."""

import signal
import sys
import threading
from pathlib import Path

import click
import msgspec

from config.errors import ConfigError
from config.feeds import seconds
from config.moments import now_ms
from config.roles import begin
from config.settings import Settings, load_settings
from config.startup import wait_for_installation
from config.topics import topic_name
from deploy.audit import proof
from deploy.audit.pairs import Pairs
from deploy.audit.watch import Books, watch
from deploy.reading import read_so_far

WRONG = (
    "balance",
    "unaccounted",
    "twice",
    "backwards",
    "alone",
)  # of the report: nothing there is well
NAMED = 20  # versions listed when something is wrong


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--since", default="24h", show_default=True, help="Entries seen so long ago at most.")
@click.option("--watch", "watching", is_flag=True, help="Go on, and serve metrics.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--journal", type=FILE, help="What a simulated web has shown: audit everything.")
@click.option("--stream", type=FILE, help="With --journal: what a live stream brought.")
@click.option("--metrics", multiple=True, help="With --journal: a role's /metrics; repeatable.")
@click.option("--killed", is_flag=True, help="With --journal: processes were killed meanwhile.")
@click.option("--health-port", type=int, help="Port of /metrics, /livez, /readyz.")
@click.option("--bind", default="127.0.0.1", show_default=True)
def audit(  # noqa: PLR0913, PLR0917  click hands over each option
    since: str, watching: bool, as_json: bool, journal: Path | None, stream: Path | None,
    metrics: tuple[str, ...], killed: bool, health_port: int | None, bind: str,
) -> None:  # fmt: skip
    """Check from outside that nothing was lost and nothing published twice."""
    settings = load_settings()
    if watching:
        run(settings, health_port or settings.ports["audit"], bind)
    elif journal:
        asked = proof.Question(journal=journal, stream=stream, metrics=metrics, killed=killed)
        prove(settings, asked, as_json=as_json)
    else:
        account(settings, since, as_json=as_json)


def prove(settings: Settings, question: proof.Question, *, as_json: bool) -> None:
    """Print a row for each invariant; exit 1 if one is red."""
    report = proof.report(settings, question)
    click.echo(msgspec.json.encode(report) if as_json else proof.table(report))
    sys.exit(1 if report.red else 0)


def account(settings: Settings, since: str, *, as_json: bool) -> None:
    """Print how the books stand; exit 1 if something is wrong."""
    try:
        report = once(settings, now_ms() - 1000 * seconds(since))
    except ValueError as wrong:
        raise ConfigError(f"--since: {wrong}") from None
    click.echo(msgspec.json.encode(report) if as_json else table(report))
    sys.exit(1 if any(report[name] for name in WRONG) else 0)


def run(settings: Settings, port: int, bind: str) -> None:
    pulse = begin("audit", settings, port, bind)
    wait_for_installation(settings, pulse)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watch(settings, pulse, stop.is_set)


def once(settings: Settings, since_ms: int) -> dict[str, object]:
    """The books over everything since that time, as numbers."""
    books, pairs = Books(settings), Pairs()
    began, dead = now_ms(), topic_name(settings, "dead")
    for record in read_so_far(settings, (books.ledger, *books.public, dead), since_ms=since_ms):
        if record.topic == dead:
            pairs.letter(record.headers, record.timestamp)
        else:
            books.take(record, pairs)
    return {
        "seen": books.account.seen,
        **dict(sorted(books.account.ended.items())),
        "in_flight": len(books.account.open),
        "balance": books.account.balance(),
        "unaccounted": [f"{id} {seen_at}" for id, seen_at in books.late()[:NAMED]],
        "publications": books.publications.count,
        "twice": [f"{id}.{version}" for id, version in books.publications.twice[:NAMED]],
        "backwards": [f"{id}.{version}" for id, version in books.publications.backwards[:NAMED]],
        "alone": pairs.alone(since_ms, began)[:NAMED],
        "ended_of_before": books.account.strangers,
    }


def table(report: dict[str, object]) -> str:
    lines = []
    for name, value in report.items():
        shown = (", ".join(value) or "0") if isinstance(value, list) else value
        lines.append(f"{name.replace('_', ' '):>16}  {shown}")
    return "\n".join(lines)
