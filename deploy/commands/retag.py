"""`wiredesk retag`: publish again, once, what the rules in force would tag otherwise."""

import sys
from pathlib import Path

import click

from config.settings import load_settings
from deploy.commands.rules import duration, report
from deploy.retagging import Looked, Retagger, Summary, changes, line_of, told, wait_for_publisher
from streams.rules import load_rules


@click.command()
@click.option("--since", default="24h", show_default=True, help="Published so long ago at most.")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def retag(since: str, dry_run: bool, as_json: bool) -> None:
    """Publish articles again whose tags the rules of this installation change.

    Each becomes a new version (`change: tags`), once, however often this is run or cut short.
    """
    settings, looked, summary = load_settings(), Looked(), Summary()
    rules, age = load_rules(Path(settings.rules)), duration(since)
    if not dry_run:
        wait("before")  # what an earlier run has sent counts first
    sender = None if dry_run else Retagger(settings)
    for record, change in changes(settings, rules, age, looked):
        click.echo(line_of(change) if as_json else told(change))
        summary.add(change)
        if sender:
            sender.send(record.partition, change)
    if sender:
        sender.finish()
        wait("after")
    report(looked, summary, rules.version, "would change" if dry_run else "were published again")


def wait(when: str) -> None:
    """Until the publisher has all that is tagged; end with 1 where nobody publishes."""
    settings = load_settings()
    if not wait_for_publisher(settings, lambda left: click.echo(f"{left} to publish", err=True)):
        sent = "nothing was sent" if when == "before" else "it goes on when one starts"
        click.echo(f"no publisher is at work: {sent}", err=True)
        sys.exit(1)
