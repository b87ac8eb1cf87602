"""`wiredesk rules check|diff` and `wiredesk retag` on published articles: changed ones, once."""

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from config.codec import PUBLISHED
from config.records import TaggedArticle
from config.settings import ROOT
from streams.tag import tagged_article
from tests.conftest import Daemon
from tests.streams.retagging import COMMAND, Newsroom
from tests.streams.tagging import RULES, an_article, shipped

COUNT = 24  # articles; every second one speaks of zorzoane


def an_edition(number: int, **changes: object) -> TaggedArticle:
    told = "Zorzoane" if number % 2 else "Frunze"
    article = msgspec.structs.replace(
        an_article(f"{told} pe câmpie {number}", f"{told} peste tot. Numărul {number}."),
        id=f"a{number:05}", story=f"a{number:05}",
        seen_at=f"2026-11-22T08:00:{number:02}.000Z",
    )  # fmt: skip
    return msgspec.structs.replace(tagged_article(article, shipped()), **changes)


@pytest.fixture(scope="module")
def newsroom(
    kafka: str, memory: Daemon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Newsroom]:
    """Articles are published, one is withdrawn again, and then the rules change."""
    home = tmp_path_factory.mktemp("retag")
    running = Newsroom(home, kafka, f"redis://127.0.0.1:{memory.port}/0")
    running.start(1)
    running.publish(*map(an_edition, range(COUNT)))
    running.publish(an_edition(1, seen_at="2026-11-22T09:00:00.000Z", pub_status="canceled"))
    running.publish(an_edition(COPY, kind="near", of="a00005", story="a00005"))
    assert running.run("rules", "diff").stdout == ""
    running.teach()
    yield running
    running.stop()


COPY = 25
ORIGINALS = {f"a{number:05}" for number in range(3, COUNT, 2)}  # 1 was withdrawn
WANTED = ORIGINALS | {f"a{COPY:05}"}


def test_what_would_change_is_shown_and_nobody_else_is_told(newsroom: Newsroom) -> None:
    diff = newsroom.run("rules", "diff", str(newsroom.rules), "--since", "1h", "--json")
    changes = [json.loads(line) for line in diff.stdout.splitlines()]
    assert {change["id"] for change in changes} == WANTED
    assert {tag["name"] for change in changes for tag in change["added"]} == {"sport"}
    assert all("Zorzoane" in change["added"][0]["words"] for change in changes)
    assert f"{len(WANTED)} of {COUNT + 1} articles would change" in diff.stderr
    dry = newsroom.run("retag", "--since", "1h", "--dry-run")
    assert dry.stdout.count("+ subjects: sport (15000000): «") == len(WANTED)
    assert len(newsroom.published()) == COUNT + 1


def test_what_changes_is_published_again_once_whatever_happens_meanwhile(
    newsroom: Newsroom,
) -> None:
    newsroom.killed_after(3, "retag", "--since", "1h")
    newsroom.publish(an_edition(3, seen_at="2026-11-22T09:30:00.000Z", title="Zorzoane noi"))
    again = newsroom.run("retag", "--since", "1h")
    assert again.returncode == 0, again.stderr
    assert "were published again" in again.stderr
    assert newsroom.run("retag", "--since", "1h").stdout == ""

    records = newsroom.published()
    once = Counter((record.wiredesk.id, record.wiredesk.version) for record in records)
    assert set(once.values()) == {1}
    last = {record.wiredesk.id: record for record in records}
    assert {id for id, record in last.items() if record.wiredesk.retag} == ORIGINALS
    for id in ORIGINALS:
        item, facts = last[id].item, last[id].wiredesk
        assert "sport" in [subject.name for subject in item.subjects]
        assert (facts.change, facts.retag, facts.changed) == ("tags", 1, ("subjects",))
    audit = newsroom.run("audit", "--since", "1h").stdout
    assert ["twice", "0"] in [line.split() for line in audit.splitlines()]
    twice = Counter((r.wiredesk.id, r.wiredesk.seen_at) for r in records if r.wiredesk.retag)
    assert set(twice.values()) == {1}
    copies = [
        PUBLISHED.decode(record.value).wiredesk for record in newsroom.read("articles.copies")
    ]
    assert [(one.change, one.retag) for one in copies] == [("new", 0), ("tags", 1)]
    assert last["a00001"].item.pubStatus == "canceled"


def checked(rules: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, "rules", "check", str(rules)], cwd=ROOT, check=False, capture_output=True,
        text=True, env={"WIREDESK_HOME": str(rules.parent)},
    )  # fmt: skip


def test_check_says_what_is_right_and_what_is_wrong(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules)
    assert f"{shipped().version} are right" in checked(rules).stdout
    with (rules / "urgency.toml").open("a") as file:
        file.write("\n[[urgency]]\nlevel = 12\nwords = 'x'\n")
    line = (rules / "urgency.toml").read_text().count("\n") - 1
    done = checked(rules)
    assert done.returncode == 78
    assert done.stderr.startswith(f"wiredesk: {rules}/urgency.toml:{line}: [[urgency]] level: ")
    assert len(done.stderr.splitlines()) == 1


def test_nobody_publishing_is_told(kafka: str, redis_url: str, tmp_path: Path) -> None:
    idle = Newsroom(tmp_path / tmp_path.name, kafka, redis_url)
    done = idle.run("retag")
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 of 0 articles" in done.stderr
