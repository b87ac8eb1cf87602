"""Broken rule files of many kinds: each is refused with file and line, and tagging goes on."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.codec import RESOLVED, TAGGED
from config.errors import ConfigErrors
from streams.reload import RulesWatch
from streams.rules import load_rules
from streams.stage import Passed
from streams.tag import Tag
from tests.streams.brokenrules import BROKEN, FILES, SPORT, Broken
from tests.streams.tagging import RULES, an_article, few_rules

ARTICLE = RESOLVED.encode(an_article("Armata irakiană a atacat", "Trupele, anunță AFP."))
MISTAKEN = """[[topic]]
cod = "15000000"
code = 15000000
[[topic]]
code = "sport"
[topic.terms]
ro = "ab*, gol*, meci^9"
xx = "de*"
"""


def line_of(text: str, broken: Broken) -> int:
    """As a person counts; what was added stands last."""
    found = text.index(broken.at) if broken.right else text.rindex(broken.at)
    return text.count("\n", 0, found) + 1


class Desk:
    """A tag stage at work by rules that somebody breaks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        rules = load_rules(folder)
        self.stage = Tag(rules)
        self.watch = RulesWatch(folder, rules, self.stage.use)

    async def tagged_by(self) -> str:
        [made] = await self.stage.decide([ARTICLE])
        assert isinstance(made, Passed)
        assert made.evidence is None
        return TAGGED.decode(made.value).made_by["rules"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(few_rules(tmp_path_factory.mktemp("broken") / "rules"))


async def complaint(desk: Desk, caplog: pytest.LogCaptureFixture) -> str:
    """What is said of the folder as it is now; tagging goes on as it was meanwhile."""
    caplog.clear()
    before = await desk.tagged_by()
    await desk.watch.reload()
    assert await desk.tagged_by() == before
    [said] = [record for record in caplog.records if record.msg == "rules_not_reloaded"]
    return str(said.__dict__["error"])


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
async def test_a_mistake_is_told_with_its_line_and_tagging_goes_on(
    desk: Desk, broken: Broken, caplog: pytest.LogCaptureFixture
) -> None:
    file = desk.folder / broken.file
    before = file.read_bytes()
    text = before.decode()
    assert broken.right is None or broken.right in text
    wrong = text.replace(broken.right, broken.wrong, 1) if broken.right else text + broken.wrong
    file.write_text(wrong, encoding="utf-8")
    try:
        told = await complaint(desk, caplog)
    finally:
        file.write_bytes(before)
    assert told.startswith(f"{file}:{line_of(wrong, broken)}: "), told
    assert broken.says in told


@pytest.mark.parametrize(("name", "breaks", "line", "says"), FILES.values(), ids=FILES.keys())
async def test_a_file_that_is_none_is_told_and_tagging_goes_on(  # noqa: PLR0913, PLR0917
    desk: Desk, name: str, breaks: Callable[[Path], object], line: int, says: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    file = desk.folder / name
    last = (RULES / name).read_text().count("\n") + 2 if line < 0 else line
    breaks(file)
    try:
        told = await complaint(desk, caplog)
    finally:
        shutil.rmtree(desk.folder)
        few_rules(desk.folder)
    assert not last or told.startswith(f"{file}:{last}: "), told
    assert says in told


async def test_every_mistake_is_told_and_a_reload_logs_the_first(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(few_rules(tmp_path / "rules"))
    (desk.folder / SPORT).write_text(MISTAKEN, encoding="utf-8")
    (desk.folder / "urgency.toml").write_text('[[urgency]]\nlevel = 9\nwords = "…"\n')
    (desk.folder / "agencies.toml").write_text("[[agency]\n")
    told = await complaint(desk, caplog)
    with pytest.raises(ConfigErrors) as wrong:
        load_rules(desk.folder)
    lines = [str(one) for one in wrong.value.every]
    assert told == f"{lines[0]} … and {len(lines) - 1} more"
    assert [line.removeprefix(f"{desk.folder}/").split(": ")[:2] for line in lines] == [
        ["agencies.toml:1", "not TOML"],
        ["urgency.toml:2", "[[urgency]] level"],
        ["urgency.toml:3", "[[urgency]] words"],
        [f"{SPORT}:2", "[[topic]] cod"],
        [f"{SPORT}:3", "[[topic]] code"],
        [f"{SPORT}:5", "[[topic]] code"],
        [f"{SPORT}:8", "[[topic]] terms.xx"],
        [f"{SPORT}:7", "[[topic]] terms.ro"],
        [f"{SPORT}:7", "[[topic]] terms.ro"],
        [f"{SPORT}:8", "[[topic]] terms.xx"],
    ]
