"""`wiredesk try` names its trials and imports one when it is asked for."""

from click.testing import CliRunner

from deploy.cli import cli
from deploy.commands.trying import TRIALS


def test_names_every_trial_of_the_contract() -> None:
    done = CliRunner().invoke(cli, ["try", "--help"])
    assert done.exit_code == 0
    assert all(f"  {name}" in done.output for name in TRIALS)


def test_an_unknown_trial_is_one_clear_line() -> None:
    done = CliRunner().invoke(cli, ["try", "everything"])
    assert done.exit_code == 2
    assert "No such command 'everything'" in done.output
