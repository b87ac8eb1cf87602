"""`wiredesk try`: the production functions on files, touching nothing of the installation."""

from importlib import import_module

import click

TRIALS = ("address", "dedup", "desk", "events", "feed", "page", "tag")  # each in try_<name>.py


class Trials(click.Group):
    """Knows the trials by name; imports one when it is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(TRIALS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in TRIALS:
            return None
        command: click.Command = getattr(import_module(f"deploy.commands.try_{name}"), name)
        return command


@click.group(cls=Trials, name="try")
def trying() -> None:
    """Try a file on one stage: one line of JSON out per item in; exit 1 if any failed."""
