"""`wiredesk rules check` and `rules diff`: are rules right, and what would they change?"""

from pathlib import Path

import click

from config.feeds import seconds
from config.settings import load_settings
from deploy.retagging import Looked, Summary, changes, line_of, told
from streams.rulefile import rule_files
from streams.rules import load_rules

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def rules() -> None:
    """Rules that tag articles: check them, and see what they would change."""


@rules.command()
@click.argument("folder", type=FOLDER, required=False)
def check(folder: Path | None) -> None:
    """Read the rules in FOLDER whole; exit 78 with file, line and key where one is wrong."""
    where = folder or Path(load_settings().rules)
    loaded, files = load_rules(where), rule_files(where)
    topics = len(loaded.thresholds)
    click.echo(f"{where}: rules {loaded.version} are right: {len(files)} files, {topics} topics")


@rules.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--since", default="24h", show_default=True, help="Published so long ago at most.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def diff(folder: Path | None, since: str, as_json: bool) -> None:
    """Show which published articles would change their tags by the rules in FOLDER.

    Without FOLDER: by those of this installation, as `retag` would. Nothing is changed.
    """
    settings, looked, summary = load_settings(), Looked(), Summary()
    loaded = load_rules(folder or Path(settings.rules))
    for _, change in changes(settings, loaded, duration(since), looked):
        click.echo(line_of(change) if as_json else told(change))
        summary.add(change)
    report(looked, summary, loaded.version, "would change")


def duration(text: str) -> int:
    try:
        return seconds(text)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--since") from None


def report(looked: Looked, summary: Summary, version: str, what: str) -> None:
    for line in summary.lines():
        click.echo(line, err=True)
    failed = f"; {looked.failed} cannot be tagged" if looked.failed else ""
    click.echo(
        f"{looked.changed} of {looked.articles} articles {what} by rules {version}{failed}",
        err=True,
    )
