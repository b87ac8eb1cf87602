"""The command `wiredesk`. Each subcommand stands in a module of deploy/commands of its own."""

import sys
from importlib import import_module

import click

from config.errors import EXIT_CONFIG, ConfigError

COMMANDS = {  # command → module:function; imported only when it is called
    "newsroom": "newsroom:newsroom",
    "poll": "poll:poll",
    "work": "work:work",
    "publish": "publish:publish",
    "serve": "serve:serve",
    "audit": "audit:audit",
    "up": "up:up",
    "down": "up:down",
    "feeds": "feeds:feeds",
    "tail": "articles:tail",
    "show": "articles:show",
    "trace": "trace:trace",
    "dead": "dead:dead",
    "topics": "topics:topics",
    "try": "trying:trying",
    "schema": "schema:schema",
    "status": "status:status",
    "rebuild": "rebuild:rebuild",
    "resume": "dead:resume",
}


class Commands(click.Group):
    """Knows the commands by name; imports one when it is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, function = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(f"deploy.commands.{module}"), function)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wiredesk")
def cli() -> None:
    """A wire desk for the open web: feeds in; clean, de-duplicated, tagged articles out."""


def main() -> None:
    """The entry point: one clear line and exit 78 for what is declared wrongly."""
    try:
        cli()
    except ConfigError as wrong:
        click.echo(f"wiredesk: {wrong}", err=True)
        sys.exit(EXIT_CONFIG)
