"""`wiredesk try desk`: what a desk would have caught of what was published."""

import sys
from pathlib import Path

import click
import msgspec

from config.codec import PUBLISHED
from config.desks import Desk, load_desks
from config.errors import ConfigError
from config.feeds import seconds
from config.moments import now_ms
from config.published import Published
from config.settings import load_settings
from config.taxonomy import ancestors
from config.topics import topic_name
from deploy.reading import Record, read_so_far
from streams.matching import DeskIndex, facts_of_record


@click.command()
@click.argument("name")
@click.option("--file", type=click.Path(path_type=Path), help="Take the desk from this file.")
@click.option("--since", default="24h", show_default=True, help="So far back: 30m, 24h, 7d.")
def desk(name: str, file: Path | None, since: str) -> None:
    """Show what desk NAME would have caught: one line of JSON per article, oldest first."""
    settings = load_settings()
    wanted = desk_called(name, file or Path(settings.desks))
    index, caught = DeskIndex((wanted,), ancestors), dict[str, tuple[Record, Published]]()
    count, topic = 0, topic_name(settings, "enriched")
    for record in read_so_far(settings, [topic], since_ms=now_ms() - 1000 * duration(since)):
        count += 1
        article = PUBLISHED.decode(record.value)
        if article.wiredesk.id not in caught and index.wanting(facts_of_record(article)):
            caught[article.wiredesk.id] = record, article
    for _, article in sorted(caught.values(), key=lambda found: found[0].timestamp):
        click.echo(line_of(article))
    click.echo(f"{len(caught)} articles of {count} records", err=True)
    sys.stdout.flush()


def desk_called(name: str, file: Path) -> Desk:
    """Raises ConfigError naming the desks that there are."""
    desks = {desk.name: desk for desk in load_desks(file)}
    if name not in desks:
        raise ConfigError(f"{file}: no desk {name}; there are {', '.join(sorted(desks))}")
    return desks[name]


def duration(text: str) -> int:
    try:
        return seconds(text)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--since") from None


def line_of(article: Published) -> bytes:
    """What tells people whether they want it; the whole record is `wiredesk show ID --json`."""
    item, facts = article.item, article.wiredesk
    return msgspec.json.encode(
        {
            "id": facts.id,
            "version": facts.version,
            "seen_at": facts.seen_at,
            "title": item.headlines[0].value if item.headlines else "",
            "url": item.uri,
            "publisher": facts.publisher.name,
            "language": item.language,
            "desks": facts.desks,
        }
    )
