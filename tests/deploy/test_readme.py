"""What the README names is there: files, functions in their order, tests, commands."""

import importlib
import re

import pytest

from config.settings import ROOT
from deploy.cli import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
WAY = re.findall(r"^\| `([\w/]+)\.py` \| `([\w.]+)` \|", README, re.MULTILINE)
TESTS = sorted(set(re.findall(r"tests/[\w/]+(?:\.py)?", README)))


@pytest.mark.parametrize(("file", "function"), WAY, ids=[f"{file}.{name}" for file, name in WAY])
def test_a_function_on_an_articles_way_is_where_the_readme_says(file: str, function: str) -> None:
    found: object = importlib.import_module(file.replace("/", "."))
    for name in function.split("."):
        found = getattr(found, name)
    assert callable(found)


def test_the_way_begins_with_the_poller_and_ends_with_the_fold() -> None:
    files = [file for file, _ in WAY]
    assert files[0] == "ingest/poller"
    assert files.index("streams/pipeline") < files.index("streams/publish") < len(files)
    assert files[-1] == "streams/fold"


@pytest.mark.parametrize("path", TESTS)
def test_what_shows_a_promise_exists(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / f"{path}.py").exists()


def test_every_command_of_the_table_exists() -> None:
    table = README.split("| command | what for |")[1].split("\n\n")[0]
    named = set(re.findall(r"`([a-z]+)[ `]", table)) | set(re.findall(r", `([a-z]+)", table))
    assert named - set(COMMANDS) == set()
