import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.codec import RAW
from config.urls import article_id
from deploy.commands.try_page import (
    Line,
    Task,
    Tried,
    TriedAndExplained,
    page,
    raw_of,
    read_aloud,
    tried,
)
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


def test_a_page_without_an_address_is_read_all_the_same(story: Path) -> None:
    done = CliRunner().invoke(page, [str(story)])
    told = json.loads(done.stdout)
    assert (told["url"], told["text"]) == ("https://page.invalid/page.html", TEXT)


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


def test_what_runs_in_a_child_says_the_same() -> None:
    raw = raw_of(Line(file="", url=URL), a_page().encode(), "2026-11-22T08:31:05.117Z")
    assert tried(Task(message=RAW.encode(raw), explain=False)).text == TEXT
    told = tried(Task(message=RAW.encode(raw), explain=True))
    assert isinstance(told, TriedAndExplained)
    gone = raw_of(Line(file="", url=URL), a_page("x", title="Error 404").encode(), raw.seen_at)
    found = tried(Task(message=RAW.encode(gone), explain=False))
    assert (found.verdict, found.title, found.text) == ("error", "Error 404", "")


def test_a_page_that_kills_its_reader_has_a_verdict(tmp_path: Path) -> None:
    file = tmp_path / "long.html"
    file.write_text(a_page(*["prea mult pentru atât de puțin timp " * 9] * 19_000))
    done = CliRunner(env={"WIREDESK_PARSE_CPU": "0.05"}).invoke(page, [str(file), "--url", URL])
    assert (done.exit_code, json.loads(done.stdout)["verdict"]) == (0, "timeout")


def test_why_is_told_when_asked(story: Path) -> None:
    done = CliRunner().invoke(page, [str(story), "--url", URL, "--explain"])
    assert json.loads(done.stdout)["explain"]["kept"] == TEXT.split("\n\n")


def test_on_a_terminal_a_page_is_shown_for_reading() -> None:
    raw = raw_of(Line(file="", url=URL), a_page().encode(), "2026-11-22T08:31:05.117Z")
    shown = read_aloud(tried(Task(message=RAW.encode(raw), explain=True)))
    assert f"headline   {TITLE}" in shown
    assert "\n+ Podul suspendat" in shown
    assert read_aloud(Tried(url=URL, id="x", verdict="timeout")) == f"{URL}: timeout"


def test_files_may_be_named_from_where_the_list_stands(story: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"file": story.name, "url": URL}) + "\n\n")
    done = CliRunner().invoke(page, ["--list", str(lines)])
    assert (done.exit_code, json.loads(done.stdout)["text"]) == (0, TEXT)


def test_without_a_page_nothing_is_tried() -> None:
    assert CliRunner().invoke(page, []).exit_code == 2
