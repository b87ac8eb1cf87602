"""`wiredesk status`: one screen on how the installation is."""

import sys
from collections.abc import Iterable

import click
import msgspec

from config.settings import load_settings
from deploy.status import OUTCOMES, Stage, Status, status_of


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object for programs.")
@click.option("--window", default=1.0, show_default=True, help="Seconds over which rates count.")
def status(as_json: bool, window: float) -> None:
    """Show roles, stages, entries and feeds; exit 1 when a role is not ready."""
    found = status_of(load_settings(), window)
    click.echo(msgspec.json.encode(found) if as_json else "\n".join(screen(found)))
    sys.exit(0 if all(role.ready for role in found.roles.values()) else 1)


def screen(found: Status) -> Iterable[str]:
    """The lines of the screen."""
    ready = sum(role.ready for role in found.roles.values())
    yield f"wiredesk in {found.home}: {ready} of {len(found.roles)} roles ready"
    for name, role in found.roles.items():
        word = "ready" if role.ready else "waits" if role.live else "down"
        yield f"  {name:<8} {word:<6} {role.why or ''}".rstrip()
    yield f"{'stage':<9}" + "".join(f"{title:>10}" for title in TITLES)
    for name, stage in found.stages.items():
        yield f"  {name:<7}" + "".join(f"{value:>10}" for value in columns(stage))
    yield "entries   " + named(found.entries)
    yield "feeds     " + named(found.feeds)


TITLES = ("received", *OUTCOMES, "per s", "lag s", "unread", "breaker")


def columns(stage: Stage) -> tuple[str, ...]:
    return (
        number(stage.received),
        *(number(stage.outcomes.get(word)) for word in OUTCOMES),
        number(stage.per_second, 1),
        number(stage.lag_seconds, 1),
        number(stage.unread),
        "OPEN" if stage.breaker_open else "closed" if stage.received is not None else "-",
    )


def number(value: float | None, places: int = 0) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def named(values: dict[str, float]) -> str:
    told = (f"{name.replace('_', ' ')} {value:.0f}" for name, value in values.items())
    return ", ".join(told) or "unknown"
