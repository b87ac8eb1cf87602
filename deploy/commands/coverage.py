"""`wiredesk coverage FEED`: what a feed brought, day by day, and how often it was asked."""

import click
import msgspec

from config.books import Coverage
from config.errors import ConfigError
from config.feeds import feed_files, load_feeds
from config.settings import load_settings
from deploy.audit.coverage import recorded

COLUMNS = ("seen", "published", "copy", "unchanged", "superseded", "filtered", "dead", "polls",
           "polls_ok", "gaps")  # fmt: skip


@click.command()
@click.argument("feed")
@click.option("--days", default=14, show_default=True, help="The last so many that are known.")
@click.option("--json", "as_json", is_flag=True, help="One object a line, as in the topic.")
def coverage(feed: str, days: int, *, as_json: bool) -> None:
    """Tell what the feed of this id brought, by how it ended, with polls and gaps."""
    settings = load_settings()
    found = sorted(recorded(settings, feed).values(), key=lambda one: one.day)[-days:]
    if not found and feed not in {one.id for one in load_feeds(*feed_files(settings))}:
        raise ConfigError(f"{feed}: no feed has this id; `wiredesk feeds list` names them")
    if as_json:
        for one in found:
            click.echo(msgspec.json.encode(one))
    elif found:
        click.echo(table(found))
    else:
        click.echo("nothing is known yet: `wiredesk audit --watch` counts once a minute", err=True)


def table(found: list[Coverage]) -> str:
    head = f"{'day':10}" + "".join(f"{name:>11}" for name in (*COLUMNS, "under way"))
    return "\n".join([head, *map(row, found)])


def row(one: Coverage) -> str:
    ended = sum(getattr(one, name) for name in COLUMNS[1:7])
    counts = [*(getattr(one, name) for name in COLUMNS), one.seen - ended]
    return f"{one.day:10}" + "".join(f"{count:>11}" for count in counts)
