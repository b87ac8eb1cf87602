"""`wiredesk dead list|show|redrive` and `wiredesk resume`: what broke, and its way back."""

import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

import click
import msgspec

from config.clients import redis_sync
from config.errors import ConfigError
from config.feeds import seconds
from config.moments import now_ms
from config.settings import load_settings
from deploy.letters import Letter, Redriver, letters
from deploy.reading import Record

Command = TypeVar("Command", bound=Callable[..., None])
SHOWN = 20_000  # bytes of a message that `show` prints without --raw


@click.group()
def dead() -> None:
    """Dead letters: messages that broke a stage, kept whole."""


def chosen(
    since: str | None, stage: str | None, error: str | None, id: str | None
) -> Iterator[tuple[Letter, Record]]:
    """The letters that fit every given condition."""
    since_ms = None if since is None else now_ms() - 1000 * seconds(since)
    for letter, record in letters(load_settings(), since_ms):
        wanted = ((stage, letter.stage), (error, letter.error), (id, letter.id))
        if all(want is None or want == has for want, has in wanted):
            yield letter, record


def conditions(command: Command) -> Command:
    """The options by which letters are chosen."""
    for option in (
        click.option("--since", help="Parked so long ago at most: 10m, 24h."),
        click.option("--stage", help="clean, dedup, tag or publish."),
        click.option("--class", "error", help="The class of the error."),
        click.option("--id", help="The article's id."),
    ):
        command = option(command)
    return command


@dead.command("list")
@conditions
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def list_letters(
    since: str | None, stage: str | None, error: str | None, id: str | None, as_json: bool
) -> None:
    """List dead letters, one a line."""
    for letter, _ in chosen(since, stage, error, id):
        if as_json:
            click.echo(msgspec.json.encode(letter))
        else:
            mark = " (evidence)" if letter.evidence else ""
            click.echo(
                f"{letter.position:>10}  {letter.at}  {letter.stage:8} {letter.error}{mark}: "
                f"{letter.message[:80]!r}  {letter.id or letter.source}"
            )


@dead.command("show")
@click.argument("position")
@click.option("--raw", is_flag=True, help="The message's own bytes and nothing else.")
def show_letter(position: str, raw: bool) -> None:
    """Show one dead letter by its POSITION (partition/offset), as `list` prints it."""
    for letter, record in chosen(None, None, None, None):
        if letter.position == position:
            if raw:
                sys.stdout.buffer.write(record.value)
                return
            click.echo(msgspec.json.format(msgspec.json.encode(letter)))
            click.echo(record.value[:SHOWN].decode("utf-8", "backslashreplace"))
            return
    raise ConfigError(f"no dead letter at {position}; `wiredesk dead list` names them")


@dead.command("redrive")
@conditions
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@click.option("--rate", type=click.FloatRange(min=0.1), default=50.0, help="Letters a second.")
def redrive(  # noqa: PLR0913, PLR0917  click hands over each option
    since: str | None, stage: str | None, error: str | None, id: str | None,
    dry_run: bool, rate: float,
) -> None:  # fmt: skip
    """Send dead letters back to where they broke; safe to repeat."""
    redriver, sent, refused = Redriver(load_settings(), rate), 0, 0
    try:
        for letter, record in chosen(since, stage, error, id):
            why = redriver.refusal(letter, record)
            if why is None and not dry_run:
                redriver.send(letter, record)
            sent, refused = sent + (why is None), refused + (why is not None)
            click.echo(f"{letter.position}  {why or ('would go' if dry_run else 'sent')}")
    finally:
        redriver.close()
    click.echo(f"{sent} {'would be sent' if dry_run else 'sent'}, {refused} left", err=True)


@click.command()
@click.argument("stage", type=click.Choice(["clean", "dedup", "tag", "publish"]))
def resume(stage: str) -> None:
    """Close the breaker of a STAGE after its cause is mended."""
    settings = load_settings()
    gone = redis_sync(settings).delete(f"{settings.prefix}brk:{stage}")
    click.echo("closed" if gone else "was not open")
