"""The editors' guide, followed from its first line to its last in a working newsroom."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from config.published import TOPIC_URI, Published
from config.settings import ROOT
from streams.tag import tagged_article
from streams.townrules import TownRules
from tests.conftest import wait_until
from tests.deploy.test_guides import BIN, ELSEWHERE, Block, blocks
from tests.streams.retagging import Newsroom
from tests.streams.tagging import an_article, shipped

GUIDE = [block for block in blocks() if block.place.startswith(ELSEWHERE)]
STEPS = [block for block in GUIDE if block.language == "sh"]
FORESTRY = f"{TOPIC_URI}20000214"


pytestmark = pytest.mark.timeout(300)  # a score of commands, one after the other


@pytest.fixture
def newsroom(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Newsroom]:
    running = Newsroom(tmp_path / tmp_path.name, kafka, redis_url)
    running.start(1)
    yield running
    running.stop()


def the_article() -> str:
    """The guide's own example, as it stands there."""
    step = next(block.code for block in STEPS if "articol.txt <<" in block.code)
    return step.split("<<'SFÂRȘIT'\n")[1].split("SFÂRȘIT\n")[0]


def done(step: Block, newsroom: Newsroom, home: Path) -> str:
    """What a step says, typed by an editor."""
    environ = newsroom.environ | {"HOME": str(home), "PATH": f"{BIN}:{os.environ['PATH']}"}
    made = subprocess.run(
        ["bash", "-euc", step.code], env=environ, cwd=ROOT, check=False, capture_output=True,
        text=True, timeout=100,
    )  # fmt: skip
    assert made.returncode == 0, f"{step.place}: {made.stderr}"
    return made.stdout + made.stderr


def topics(record: Published) -> list[str | None]:
    return [subject.uri for subject in record.item.subjects]


def test_an_editor_writes_tries_publishes_and_takes_back_a_rule(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    title, _, text = the_article().partition("\n")
    plain = msgspec.structs.replace(an_article(title, text), story="")
    newsroom.publish(tagged_article(plain, shipped()))
    said = [done(step, newsroom, tmp_path) for step in STEPS]

    told = "\n".join(said)
    assert "20000214" in said[2]  # the code is found where the guide looks for it
    assert "forestry and timber (20000214): «silvicultorii», «silvice»" in told
    assert "+ subjects: forestry and timber (20000214)" in told
    assert "1 of 1 articles would change" in told
    versions = newsroom.published()
    assert [FORESTRY in topics(version) for version in versions] == [False, True, False]
    assert [version.wiredesk.change for version in versions] == ["new", "tags", "tags"]
    assert told.count("places: Timișoara: «Timișoara»") == 1  # before, not after the rule
    wait_until(lambda: "desks_reloaded" in newsroom.log(), 20, "the new desk")


def test_every_key_of_the_towns_rules_is_explained() -> None:
    guide = (ROOT / "deploy" / "guides" / ELSEWHERE).read_text(encoding="utf-8")
    assert [key for key in TownRules.__struct_fields__ if f"| `{key}` |" not in guide] == []


def test_a_mistake_is_told_as_the_guide_says(newsroom: Newsroom) -> None:
    [message] = [block.code for block in GUIDE if "^30" in block.code]
    rule = next(step.code for step in STEPS if "redactie.toml <<" in step.code)
    body = rule.split("<<'SFÂRȘIT'\n")[1].split("SFÂRȘIT\n")[0]
    file = newsroom.rules / "topics" / "redactie.toml"
    file.write_text(body.replace("gater*^2", "gater*^30"), encoding="utf-8")
    told = newsroom.run("rules", "check").stderr
    assert told.replace(str(newsroom.rules), "reguli") == message
