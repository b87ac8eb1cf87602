"""`wiredesk tail` and `wiredesk show`: what has been published, as it comes and one by one."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from config.clients import redis_sync
from config.codec import PUBLISHED
from config.desks import load_desks
from config.errors import ConfigError
from config.feeds import seconds
from config.moments import now_ms
from config.published import Published
from config.settings import Settings, load_settings
from config.topics import desk_topic, topic_name
from deploy.reading import follow, read_so_far


@click.command()
@click.argument("desk", required=False)
@click.option("--since", help="Begin so long ago: 30s, 10m, 24h.")
@click.option("--until-now", is_flag=True, help="Stop at what is there now.")
@click.option("--count", "-n", type=int, help="Stop after so many articles.")
@click.option("--json", "as_json", is_flag=True, help="The whole record, one a line.")
def tail(
    desk: str | None, since: str | None, until_now: bool, count: int | None, as_json: bool
) -> None:
    """Show articles as they are published: of one DESK, or all of them."""
    settings = load_settings()
    topic = topic_of(settings, desk)
    since_ms = None if since is None else now_ms() - 1000 * duration(since)
    records = (
        read_so_far(settings, [topic], since_ms=since_ms)
        if until_now
        else follow(settings, [topic], since_ms)
    )
    shown = 0
    for record in records:
        if record is not None:
            click.echo(record.value if as_json else line_of(PUBLISHED.decode(record.value)))
            sys.stdout.flush()
            shown += 1
        if count is not None and shown >= count:
            return


def duration(text: str) -> int:
    try:
        return seconds(text)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--since") from None


def topic_of(settings: Settings, desk: str | None) -> str:
    if desk is None:
        return topic_name(settings, "enriched")
    names = [known.name for known in load_desks(Path(settings.desks))]
    if desk not in names:
        raise ConfigError(f"no desk {desk}; there are {', '.join(names)}")
    return desk_topic(settings, desk)


def line_of(record: Published) -> str:
    """One line for a person: when, who, what, and what it is about."""
    item, facts = record.item, record.wiredesk
    agency = next((source.name for source in item.infoSources if source.role == "agency"), "")
    about = [subject.name for subject in item.subjects] + [
        place.literal or place.name for place in item.places if place.rel == "primary"
    ]
    parts = (
        clock(facts.seen_at),
        facts.change if facts.version > 1 else facts.kind,
        f"{facts.publisher.name}{f' ({agency})' if agency else ''}",
        item.headlines[0].value if item.headlines else "",
        ", ".join(about),
        facts.id,
    )
    return " | ".join(part.replace("\n", " ") for part in parts if part)


def clock(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%H:%M:%S")


@click.command()
@click.argument("id")
@click.option("--version", type=int, help="This version instead of the latest.")
@click.option("--json", "as_json", is_flag=True, help="The record as it was published.")
def show(id: str, version: int | None, as_json: bool) -> None:
    """Show one published article."""
    settings = load_settings()
    value = stored(settings, id, version)
    if value is None:
        raise click.ClickException(f"{id}: not published here (`wiredesk trace {id}` tells why)")
    click.echo(value if as_json else pretty(PUBLISHED.decode(value)))


def stored(settings: Settings, id: str, version: int | None) -> bytes | None:
    """The bytes of a published record, from the store."""
    store = redis_sync(settings)
    if version is None:
        latest = store.get(f"{settings.prefix}art:{id}")
        return bytes(latest) if latest else None  # type: ignore[arg-type]
    kept = store.hget(f"{settings.prefix}ver:{id}", str(version))
    return bytes(kept) if kept else None  # type: ignore[arg-type]


def pretty(record: Published) -> str:
    item, facts = record.item, record.wiredesk
    head = [
        item.headlines[0].value if item.headlines else "",
        f"{facts.publisher.name} · {item.uri}",
        f"version {facts.version} ({facts.change}), seen {facts.seen_at}, "
        f"{facts.kind}{f' of {facts.of}' if facts.of else ''}, desks: {', '.join(facts.desks)}",
        "",
    ]
    body = [part.value for part in item.bodies]
    tags = [
        f"{source.role}: {source.name}" for source in item.infoSources if source.role == "agency"
    ]
    tags += [f"topic: {s.name} ({s.confidence})" for s in item.subjects]
    tags += [f"place: {p.name} ({p.rel})" for p in item.places]
    why = [f"  {e.tag}: «{e.surface}» at {e.start} ({e.rule})" for e in facts.evidence]
    return "\n".join([*head, *body, "", *tags, *why])
