"""`wiredesk dead …` and `wiredesk resume`: what broke, why, and its way back."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from config.clients import redis_sync
from config.errors import ConfigError
from config.settings import load_settings
from deploy.choosing import STAGES, Choice, choosing, chosen, sending
from deploy.letters import Letter, letters
from deploy.redrive import Redriver, exported, repaired

NONE = "none that fits and is not dealt with; --all shows those that are, too"
SHOWN = 20_000  # bytes of a message that `show` prints without --raw
CAUSE = ("stage", "class", "stack_hash", "state")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def dead() -> None:
    """Dead letters: messages that broke a stage, kept whole."""


@dead.command("list")
@choosing
@click.option("--all", "noted", is_flag=True, help="Those redriven or discarded, too.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def list_letters(*, as_json: bool, **options: str | bool | None) -> None:
    """List dead letters, one a line."""
    found = False
    for letter, _ in chosen(msgspec.convert(options, Choice)):
        found = True
        click.echo(msgspec.json.encode(letter) if as_json else line(letter))
    if not found:
        click.echo(NONE, err=True)


def line(letter: Letter) -> str:
    note = f" ({letter.note})" if letter.note else ""
    mark = " (evidence)" if letter.evidence else note
    return (
        f"{letter.position:>10}  {letter.at}  {letter.stage:8} {letter.error}{mark}: "
        f"{letter.message[:80]!r}  {letter.id or letter.source}"
    )


@dead.command("show", short_help="Show one dead letter whole, and others about the same.")
@click.argument("position")
@click.option("--raw", is_flag=True, help="The message's own bytes and nothing else.")
def show_letter(position: str, *, raw: bool) -> None:
    """Show one dead letter by its POSITION, as `list` prints it, and others about the same."""
    every = list(letters(load_settings()))
    for letter, record in every:
        if letter.position == position:
            if raw:
                sys.stdout.buffer.write(record.value)
                return
            click.echo(msgspec.json.format(msgspec.json.encode(letter)))
            click.echo(record.value[:SHOWN].decode("utf-8", "backslashreplace"))
            others = [k.letter for k in every if k.letter.subject == letter.subject]
            for other in others if len(others) > 1 else ():
                click.echo(line(other))
            return
    raise ConfigError(f"no dead letter at {position}; `wiredesk dead list` names them")


@dead.command("stats", short_help="Count dead letters by stage, cause and state.")
@choosing
@click.option("--json", "as_json", is_flag=True)
def stats(*, as_json: bool, **options: str | None) -> None:
    """Count dead letters by stage and cause, with the first and the last of each."""
    counts = Counter[tuple[str, ...]]()
    times: dict[tuple[str, ...], list[str]] = {}
    for letter, _ in chosen(msgspec.convert(options | {"noted": True}, Choice)):
        state = "evidence" if letter.evidence else (letter.note or "open").split()[0]
        cause: tuple[str, ...] = (letter.stage, letter.error, letter.stack_hash, state)
        counts[cause] += 1
        times.setdefault(cause, []).append(letter.at)
    rows = [
        dict(zip(CAUSE, cause, strict=True))
        | {"count": count, "first": min(times[cause]), "last": max(times[cause])}
        for cause, count in counts.most_common()
    ]
    if as_json:
        for row in rows:
            click.echo(msgspec.json.encode(row))
    else:
        click.echo(table(rows) if rows else "none", err=not rows)


def table(rows: list[dict[str, object]]) -> str:
    cells = [list(rows[0]), *([str(cell) for cell in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


@dead.command("export", short_help="Write dead letters with their bytes, to be repaired.")
@choosing
@click.option("--all", "noted", is_flag=True, help="Those redriven or discarded, too.")
def export(**options: str | bool | None) -> None:
    """Write dead letters with their bytes, one object a line; `redrive --repaired` reads it."""
    for kept in chosen(msgspec.convert(options, Choice)):
        click.echo(msgspec.json.encode(exported(kept)))


@dead.command("redrive", short_help="Send dead letters back to where they broke.")
@choosing
@sending
@click.option("--rate", type=click.FloatRange(min=0.1), default=50.0, help="Letters a second.")
@click.option("--repaired", type=FILE, help="What `export` wrote, with other values in it.")
def redrive(*, dry_run: bool, rate: float, repaired: Path | None, **options: str | None) -> None:
    """Send dead letters back to where they broke; safe to repeat, and to kill."""
    redriver, refused = Redriver(load_settings(), rate), Counter[str]()
    found = chosen(msgspec.convert(options, Choice))
    going = redriver.sendable(found, mended(repaired), refused)
    try:
        told = (kept.letter for kept in going) if dry_run else redriver.redrive(going)
        sent = shown(told, "would go" if dry_run else "sent")
    finally:
        redriver.close()
    for why, count in refused.items():
        click.echo(f"{count} left: {why}", err=True)
    counted(sent + refused.total(), sent, "would be sent" if dry_run else "sent")


def counted(found: int, done: int, word: str) -> None:
    """The last line, which also says why nothing was done."""
    click.echo(
        f"{done} {word}" if found else f"0 {word}: {NONE.replace('--all', 'list --all')}", err=True
    )


def mended(file: Path | None) -> dict[str, bytes] | None:
    return repaired(file) if file else None


@dead.command("discard", short_help="Put dead letters aside for good.")
@choosing
@sending
@click.option("--all", "every", is_flag=True, help="All there are; otherwise say which.")
def discard(*, dry_run: bool, every: bool, **options: str | None) -> None:
    """Put dead letters aside: they stay where they are, and are no longer listed or redriven."""
    if not every and not any(options.values()):
        raise click.UsageError("say which: positions, --stage, --class, --since …; or --all")
    redriver, found = Redriver(load_settings(), 1), chosen(msgspec.convert(options, Choice))
    try:
        told = (kept.letter for kept in found) if dry_run else redriver.discard(found)
        count = shown(told, "would be discarded" if dry_run else "discarded")
    finally:
        redriver.close()
    counted(count, count, "would be discarded" if dry_run else "discarded")


def shown(told: Iterator[Letter], word: str) -> int:
    """Print each letter's position as it is dealt with; how many there were."""
    count = 0
    for count, letter in enumerate(told, start=1):  # noqa: B007  the last number is the count
        click.echo(f"{letter.position}  {word}")
    return count


@click.command()
@click.argument("stage", type=click.Choice(STAGES))
def resume(stage: str) -> None:
    """Close the breaker of a STAGE after its cause is mended."""
    settings = load_settings()
    gone = redis_sync(settings).delete(f"{settings.prefix}brk:{stage}")
    click.echo("closed" if gone else "was not open")
