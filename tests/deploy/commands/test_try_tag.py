"""`wiredesk try tag` on files."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.cli import cli
from tests.streams.tagging import ROOT, RULES, newsroom

ARTICLE = {
    "id": "a1",
    "url": "https://ziar.example/1",
    "title": "Forțele irakiene au intrat în Al-Qa'im",
    "text": "Armata irakiană a bombardat pozițiile jihadiste, informează AFP.",
    "language": "ro",
    "published_at": "2017-11-03T07:40:00Z",
}


def run(folder: Path, *lines: str, rules: Path | None = None) -> Result:
    file = folder / "articles.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    more = ["--rules", str(rules)] if rules else []
    return CliRunner().invoke(cli, ["try", "tag", str(file), *more])


def test_prints_the_record_of_each_article(tmp_path: Path) -> None:
    result = run(tmp_path, json.dumps(ARTICLE))
    told = json.loads(result.stdout)
    assert (result.exit_code, told["id"]) == (0, "a1")
    assert told["item"]["uri"] == ARTICLE["url"]
    assert told["item"]["subjects"][0]["uri"].endswith("16000000")
    assert told["item"]["places"][0]["literal"] == "IQ"
    assert told["item"]["infoSources"][1]["name"] == "AFP"
    assert told["wiredesk"]["evidence"][0]["tag"] == "/item/subjects/0"


def test_detects_the_language_where_none_is_given(tmp_path: Path) -> None:
    line = {key: value for key, value in ARTICLE.items() if key != "language"}
    told = json.loads(run(tmp_path, json.dumps(line)).stdout)
    assert told["item"]["language"] == "ro"


def test_tells_of_bad_lines_by_number_and_goes_on(tmp_path: Path) -> None:
    result = run(tmp_path, "{bad", "{}", "", json.dumps(ARTICLE), '{"title": 7}')
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    numbers = [line.partition(":")[0] for line in result.stderr.splitlines()]
    assert numbers == ["line 1", "line 2", "line 5"]


def test_uses_other_rules_when_told_to(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules)
    conflict = rules / "topics" / "16-conflict.toml"
    conflict.write_text('[[topic]]\ncode = "16000000"\nterms = {ro = "pacifist*"}\n')
    told = json.loads(run(tmp_path, json.dumps(ARTICLE), rules=rules).stdout)
    uris = [subject["uri"] for subject in told["item"].get("subjects", [])]
    assert not any(uri.endswith("16000000") for uri in uris)


@pytest.mark.parametrize("lines", [(), ("",)])
def test_an_empty_file_is_no_failure(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert run(tmp_path, *lines).exit_code == 0


def test_a_plain_text_is_one_article_under_its_first_line(tmp_path: Path) -> None:
    file = tmp_path / "articol.txt"
    file.write_text("\ufeffForțele irakiene au intrat\r\n\r\nArmata a atacat, informează AFP.\r\n")
    told = json.loads(CliRunner().invoke(cli, ["try", "tag", str(file)]).stdout)
    assert told["item"]["headlines"][0]["value"] == "Forțele irakiene au intrat"
    assert told["item"]["bodies"][0]["value"] == "Armata a atacat, informează AFP."
    assert told["item"]["places"][0]["literal"] == "IQ"


def test_for_people_each_tag_stands_beside_its_words(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(ARTICLE) + '\n{"text": "nimic de spus"}\n')
    told = CliRunner().invoke(cli, ["try", "tag", str(file), "--pretty"]).stdout.splitlines()
    assert told[0] == ARTICLE["title"]
    assert "    agencies: AFP (Q40464): «informează AFP»" in told
    assert told[-1:] == ["    (no tags)"]


def test_every_process_says_the_same_to_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    lines = [{"title": one.title, "text": one.text, "language": one.language} for one in newsroom()]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    command = [sys.executable, "-c", "from deploy.cli import main; main()", "try", "tag", str(file)]
    said = {
        subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True,
            env={"PYTHONHASHSEED": seed, "WIREDESK_HOME": str(tmp_path)},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1
    assert all(len(one.splitlines()) == len(lines) for one in said)
