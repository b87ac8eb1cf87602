"""`wiredesk dead …` and `wiredesk resume`: what broke, why, and its way back."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from config.clients import redis_sync
from config.errors import ConfigError
from config.feeds import seconds
from config.moments import milliseconds, now_ms
from config.settings import load_settings
from deploy.letters import Kept, Letter, letters
from deploy.redrive import Redriver, exported, repaired

Command = TypeVar("Command", bound=Callable[..., None])
SHOWN = 20_000  # bytes of a message that `show` prints without --raw
CAUSE = ("stage", "class", "stack_hash", "state")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which letters are meant; what is not given leaves none out."""

    since: str | None = None
    until: str | None = None
    stage: str | None = None
    error: str | None = None
    id: str | None = None
    limit: int | None = None
    noted: bool = False  # those that were redriven or discarded, too
    positions: tuple[str, ...] = ()

    def fits(self, letter: Letter) -> bool:
        wanted = ((self.stage, letter.stage), (self.error, letter.error), (self.id, letter.id))
        if any(want is not None and want != has for want, has in wanted):
            return False
        if self.positions and letter.position not in self.positions:
            return False
        return self.noted or letter.note is None


def choosing(command: Command) -> Command:
    """The options by which letters are chosen."""
    for option in (
        click.option("--since", help="Parked so long ago at most: 10m, 24h."),
        click.option("--until", help="Parked so long ago at least."),
        click.option("--stage", help="clean, dedup, tag or publish."),
        click.option("--class", "error", help="The class of the error."),
        click.option("--id", help="The article's id."),
        click.option("--limit", type=click.IntRange(min=1), help="No more than so many."),
    ):
        command = option(command)
    return command


def sending(command: Command) -> Command:
    """The options of what changes something."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Say what would be done; do nothing."),
        click.argument("positions", nargs=-1),
    ):
        command = option(command)
    return command


def chosen(choice: Choice) -> Iterator[Kept]:
    """The letters that fit, in their order. Raises ConfigError for a time that is none."""
    since, until = moment_ms(choice.since), moment_ms(choice.until)
    found = (
        kept
        for kept in letters(load_settings(), since)
        if choice.fits(kept.letter) and (until is None or milliseconds(kept.letter.at) <= until)
    )
    return islice(found, choice.limit)


def moment_ms(ago: str | None) -> int | None:
    try:
        return None if ago is None else now_ms() - 1000 * seconds(ago)
    except ValueError as wrong:
        raise ConfigError(f"--since, --until: {wrong}") from None


@click.group()
def dead() -> None:
    """Dead letters: messages that broke a stage, kept whole."""


@dead.command("list")
@choosing
@click.option("--all", "noted", is_flag=True, help="Those redriven or discarded, too.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def list_letters(*, as_json: bool, **options: str | bool | None) -> None:
    """List dead letters, one a line."""
    for letter, _ in chosen(msgspec.convert(options, Choice)):
        click.echo(msgspec.json.encode(letter) if as_json else line(letter))


def line(letter: Letter) -> str:
    note = f" ({letter.note})" if letter.note else ""
    mark = " (evidence)" if letter.evidence else note
    return (
        f"{letter.position:>10}  {letter.at}  {letter.stage:8} {letter.error}{mark}: "
        f"{letter.message[:80]!r}  {letter.id or letter.source}"
    )


@dead.command("show")
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


@dead.command("stats")
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
    for cause, count in counts.most_common():
        told = dict(zip(CAUSE, cause, strict=True)) | {"count": count}
        told |= {"first": min(times[cause]), "last": max(times[cause])}
        shown_as = msgspec.json.encode(told) if as_json else "  ".join(map(str, told.values()))
        click.echo(shown_as)


@dead.command("export")
@choosing
@click.option("--all", "noted", is_flag=True, help="Those redriven or discarded, too.")
def export(**options: str | bool | None) -> None:
    """Write dead letters with their bytes, one object a line; `redrive --repaired` reads it."""
    for kept in chosen(msgspec.convert(options, Choice)):
        click.echo(msgspec.json.encode(exported(kept)))


@dead.command("redrive")
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
    click.echo(f"{sent} {'would be sent' if dry_run else 'sent'}", err=True)


def mended(file: Path | None) -> dict[str, bytes] | None:
    return repaired(file) if file else None


@dead.command("discard")
@choosing
@sending
def discard(*, dry_run: bool, **options: str | None) -> None:
    """Put dead letters aside: they stay where they are, and are no longer listed or redriven."""
    redriver, found = Redriver(load_settings(), 1), chosen(msgspec.convert(options, Choice))
    try:
        told = (kept.letter for kept in found) if dry_run else redriver.discard(found)
        count = shown(told, "would be discarded" if dry_run else "discarded")
    finally:
        redriver.close()
    click.echo(f"{count} {'would be discarded' if dry_run else 'discarded'}", err=True)


def shown(told: Iterator[Letter], word: str) -> int:
    """Print each letter's position as it is dealt with; how many there were."""
    count = 0
    for count, letter in enumerate(told, start=1):  # noqa: B007  the last number is the count
        click.echo(f"{letter.position}  {word}")
    return count


@click.command()
@click.argument("stage", type=click.Choice(["clean", "dedup", "tag", "publish"]))
def resume(stage: str) -> None:
    """Close the breaker of a STAGE after its cause is mended."""
    settings = load_settings()
    gone = redis_sync(settings).delete(f"{settings.prefix}brk:{stage}")
    click.echo("closed" if gone else "was not open")
