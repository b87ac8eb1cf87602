"""Which dead letters a command is about: options, and the letters that fit them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

import click
import msgspec

from config.errors import ConfigError
from config.feeds import seconds
from config.moments import milliseconds, now_ms
from config.settings import load_settings
from deploy.letters import Kept, Letter, letters

Command = TypeVar("Command", bound=Callable[..., None])
STAGES = ("clean", "dedup", "tag", "publish")  # those that may park


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
        click.option("--since", help="Parked so long ago at most: 10m, 24h; or since a moment."),
        click.option("--until", help="Parked so long ago at least; or until a moment."),
        click.option("--stage", type=click.Choice(STAGES), help="Which it broke."),
        click.option("--class", "error", help="The class of the error, as `stats` tells it."),
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


def moment_ms(told: str | None) -> int | None:
    """`24h` ago, or `2026-11-22T08:30`, which is UTC unless it says otherwise."""
    if told is None:
        return None
    try:
        return now_ms() - round(1000 * seconds(told))
    except ValueError as wrong:
        return stated_ms(told, str(wrong))


def stated_ms(told: str, wrong: str) -> int:
    try:
        then = datetime.fromisoformat(told)
    except ValueError:
        raise ConfigError(
            f"--since, --until: {wrong}, nor a moment like 2026-11-22T08:30"
        ) from None
    return round(1000 * (then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp())
