"""`wiredesk try events`: which articles tell of one event, and why; measured, not yet published."""

import sys
from datetime import UTC, datetime
from typing import TextIO

import click
import msgspec

from config.urls import article_id
from deploy.commands.try_dedup import Line
from streams.events import Events, Placed


@click.command()
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
def events(file: TextIO) -> None:
    """Say of each article in FILE (JSON lines, in order of arrival) which event it tells of."""
    grouping, now, bad = Events(), 0.0, 0
    for number, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            line = msgspec.json.decode(text, type=Line)
            now = seconds(line.published_at, now)
            id = id_of(line)
        except (msgspec.DecodeError, ValueError) as error:
            click.echo(f"{file.name}, line {number}: {error}", err=True)
            bad += 1
            continue
        click.echo(shown(id, grouping.place(id, line.title, line.text, now)))
    sys.exit(1 if bad else 0)


def seconds(published_at: str | None, before: float) -> float:
    """The moment of publication; without one, that of the article before."""
    if not published_at:
        return before
    try:
        told = datetime.fromisoformat(published_at)
    except ValueError:
        raise ValueError(f"`$.published_at` is no ISO 8601 moment: {published_at}") from None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


def id_of(line: Line) -> str:
    if not line.id and not line.url:
        raise ValueError("neither `$.id` nor `$.url`")
    return line.id or article_id(line.url)


def shown(id: str, placed: Placed) -> bytes:
    return msgspec.json.encode({"id": id, "event": placed.event, "why": placed.why})
