import json
from pathlib import Path

from click.testing import CliRunner

from deploy.commands.try_events import events
from tests.streams.test_events import OTHER, QUAKE, SAME


def test_each_line_gets_its_event_and_a_bad_one_is_told_of(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": f"a{number}", "title": title, "text": text, "published_at": at})
        for number, ((title, text), at) in enumerate(
            [(QUAKE, "2026-11-22T14:30:00Z"), (OTHER, None), (SAME, "2026-11-22T15:00:00")]
        )
    ]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join([*lines, "{", "", '{"title": "fără id"}']) + "\n")
    done = CliRunner().invoke(events, [str(file)])
    told = [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]
    assert [(one["id"], one["event"]) for one in told] == [("a0", "a0"), ("a1", "a1"), ("a2", "a0")]
    assert told[0]["why"] is None
    assert told[2]["why"]["like"] == "a0"
    assert done.exit_code == 1
    assert "line 4" in done.output
    assert "line 6: neither `$.id` nor `$.url`" in done.output
