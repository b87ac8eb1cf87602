"""`wiredesk try dedup`: the shapes of the contract, on a Redis of its own."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from deploy.cli import cli

STORY = "Forțele irakiene au intrat în oraș."


def tried(folder: Path, *lines: object) -> Result:
    file = folder / "articles.jsonl"
    file.write_text("".join(
        f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines
    ))  # fmt: skip
    return CliRunner().invoke(cli, ["try", "dedup", str(file)])


def article(id: str, text: str = STORY, title: str = "Titlu") -> dict[str, object]:
    return {
        "id": id, "url": f"https://ziar.example/{id}", "title": title, "text": text,
        "language": "ro", "published_at": "2026-11-22T08:00:00Z",
    }  # fmt: skip


def test_says_a_word_about_each_article_in_order(tmp_path: Path) -> None:
    done = tried(
        tmp_path, article("a"), article("b"), article("a"), article("a", title="Alt titlu"),
        article("c", "Cu totul altceva."),
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    whole = {"new_in_old": 1.0, "old_in_new": 1.0}
    assert lines == [
        {"id": "a", "kind": "new", "of": None, "story": "a", "overlap": None, "score": 0.0},
        {"id": "b", "kind": "exact", "of": "a", "story": "a", "overlap": whole, "score": 1.0},
        {"id": "a", "kind": "unchanged", "of": None, "story": "a", "overlap": None, "score": 1.0},
        {"id": "a", "kind": "update", "of": None, "story": "a", "overlap": None, "score": 1.0},
        {"id": "c", "kind": "new", "of": None, "story": "c", "overlap": None, "score": 0.0},
    ]
    assert done.exit_code == 0


def test_a_bad_line_is_told_by_its_number_and_stops_nothing(tmp_path: Path) -> None:
    done = tried(tmp_path, article("a"), "not json", {"title": "nobody"}, "", article("b"))
    assert [json.loads(line)["kind"] for line in done.stdout.splitlines()] == ["new", "exact"]
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["line 2", "line 3"]
    assert done.exit_code == 1


def test_an_article_without_an_id_has_the_one_of_its_url(tmp_path: Path) -> None:
    done = tried(tmp_path, {"url": "https://ziar.example/a", "title": "t", "text": STORY})
    assert len(json.loads(done.stdout)["id"]) == 26
