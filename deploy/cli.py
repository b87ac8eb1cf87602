"""The command `wiredesk`. Each subcommand stands in a module of deploy/commands of its own."""

import logging
import sys
from importlib import import_module

import click

from config.errors import EXIT_CONFIG, ConfigError, each
from config.logs import shown

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
    "rules": "rules:rules",
    "retag": "retag:retag",
    "coverage": "coverage:coverage",
    "schema": "schema:schema",
    "status": "status:status",
    "rebuild": "rebuild:rebuild",
    "resume": "dead:resume",
    "withdraw": "withdraw:withdraw",
    "notices": "withdraw:notices",
    "dedup": "dedup:dedup",
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


class LastWord(logging.Handler):
    """Keeps what a library said last, for the one line that a command ends with."""

    said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said = " ".join(record.getMessage().split())

    def after(self, message: str) -> str:
        """The message and, if a library has told more, its last word."""
        return f"{message} ({shown(self.said)})" if self.said else message


def main() -> None:
    """The entry point: one clear line for each thing declared wrongly, and exit 78."""
    word = LastWord(logging.WARNING)
    logging.basicConfig(handlers=[word])  # roles start logs of their own
    try:
        sys.exit(cli.main(standalone_mode=False))
    except ConfigError as wrong:
        for one in each(wrong):
            click.echo(f"wiredesk: {word.after(str(one))}", err=True)
        sys.exit(EXIT_CONFIG)
    except click.UsageError as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except click.ClickException as error:
        click.echo(f"Error: {word.after(error.format_message())}", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Aborted.", err=True)
        sys.exit(1)
