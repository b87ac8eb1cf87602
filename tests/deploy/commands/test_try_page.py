import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.urls import article_id
from deploy.commands.try_page import page
from tests.streams.pages import TEXT, TITLE, URL, a_page

SHAPE = (
    "url", "id", "title", "text", "language", "authors", "published_at", "verdict", "completeness"
)  # fmt: skip


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(a_page(head='<meta name="author" content="Ana Pop">'))
    return file


def test_a_page_comes_out_in_the_contracts_shape(story: Path) -> None:
    done = CliRunner().invoke(page, [str(story), "--url", URL])
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert tuple(told) == SHAPE
    assert (told["id"], told["title"], told["text"]) == (article_id(URL), TITLE, TEXT)
    assert (told["language"], told["authors"], told["verdict"]) == ("ro", ["Ana Pop"], "story")


def test_a_bad_line_is_named_and_the_rest_goes_on(story: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_text("")
    lines = tmp_path / "lines.jsonl"
    told = [{"file": str(file), "url": URL} for file in (story, empty, tmp_path / "absent")]
    lines.write_text("\n".join([*map(json.dumps, told), "no json", '{"file": "x"}']))
    done = CliRunner().invoke(page, ["--list", str(lines)])
    first, second = map(json.loads, done.stdout.splitlines())
    assert done.exit_code == 1
    assert (first["verdict"], second["verdict"], second["text"]) == ("story", "empty", "")
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "line 3",
        "line 4",
        "line 5",
    ]


def test_why_is_told_when_asked(story: Path) -> None:
    done = CliRunner().invoke(page, [str(story), "--url", URL, "--explain"])
    assert json.loads(done.stdout)["explain"]["kept"] == TEXT.split("\n\n")


def test_without_an_address_nothing_is_tried(story: Path) -> None:
    assert CliRunner().invoke(page, [str(story)]).exit_code == 2
    assert CliRunner().invoke(page, []).exit_code == 2
