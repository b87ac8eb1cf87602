"""Rules are read again while articles are tagged; wrong ones change nothing, and are told of."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from config.codec import RESOLVED, TAGGED
from config.health import Pulse
from streams.rules import load_rules
from streams.stage import Passed
from streams.tag import Tag
from tests.conftest import wait_until
from tests.streams.tagging import an_article, few_rules

ARTICLE = RESOLVED.encode(an_article("Vești despre zorzoane", "Zorzoane peste tot, pe câmpie."))
SPORT = '[[topic]]\ncode = "15000000"\n\n[topic.terms]\nro = "zorzoan*^3"\n'


class Desk:
    """A tag stage at work on a folder of its own."""

    def __init__(self, folder: Path, stage: Tag) -> None:
        self.folder, self.stage = folder, stage

    def write(self, text: str, name: str = "15-sport.toml") -> None:
        (self.folder / "topics" / name).write_text(text, encoding="utf-8")

    async def tags(self) -> list[str]:
        [made] = await self.stage.decide([ARTICLE])
        assert isinstance(made, Passed)
        return [subject.name for subject in TAGGED.decode(made.value).subjects]

    async def version(self) -> str:
        [made] = await self.stage.decide([ARTICLE])
        assert isinstance(made, Passed)
        return TAGGED.decode(made.value).made_by["rules"]


@asynccontextmanager
async def at_work(folder: Path, look: float) -> AsyncIterator[Desk]:
    few_rules(folder)
    stage = Tag(load_rules(folder), folder, look)
    await stage.begin(Pulse())
    yield Desk(folder, stage)
    await stage.end()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with at_work(tmp_path / "rules", look=0.01) as desk:
        yield desk


async def until(true: Callable[[], object]) -> None:
    """Let the loop turn until a condition is true."""
    await asyncio.to_thread(wait_until, true)


def counted(outcome: str) -> float:
    labels = {"what": "rules", "outcome": outcome}
    return REGISTRY.get_sample_value("wiredesk_reloads_total", labels) or 0.0


async def test_a_changed_file_is_in_force_from_the_next_batch_on(desk: Desk) -> None:
    taken, before = counted("taken"), await desk.version()
    assert "sport" not in await desk.tags()
    desk.write(SPORT)
    await until(lambda: counted("taken") > taken)
    assert "sport" in await desk.tags()
    version = await desk.version()
    assert version == load_rules(desk.folder).version != before
    assert REGISTRY.get_sample_value("wiredesk_rules_info", {"version": version}) == 1
    assert REGISTRY.get_sample_value("wiredesk_rules_info", {"version": before}) is None


async def test_a_batch_is_tagged_by_one_set_of_rules(desk: Desk) -> None:
    taken, before = counted("taken"), await desk.version()
    batch = asyncio.create_task(desk.stage.decide([ARTICLE] * 3))
    await asyncio.sleep(0)  # its first article is decided
    desk.stage.use(load_rules(desk.folder))
    desk.write(SPORT)
    await until(lambda: counted("taken") > taken)
    made = [TAGGED.decode(one.value) for one in await batch if isinstance(one, Passed)]
    assert [one.made_by["rules"] for one in made] == [before] * 3


async def test_a_wrong_file_keeps_the_old_rules_and_is_told_once_with_its_line(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    refused, before = counted("refused"), await desk.version()
    with caplog.at_level(logging.INFO):
        desk.write(
            '[[topic]]\ncode = "15000000"\n\n[topic.terms]\nro = """\na1b^3,\nmeci^70\n"""\n'
        )
        await until(lambda: counted("refused") > refused)
        assert await desk.version() == before
        assert REGISTRY.get_sample_value("wiredesk_outdated", {"what": "rules"}) == 1
        desk.write(SPORT)
        taken = counted("taken")
        await until(lambda: counted("taken") > taken)
    said = [record for record in caplog.records if record.name == "config.reloads"]
    assert [record.msg for record in said] == ["rules_not_reloaded", "rules_reloaded"]
    assert (
        f"{desk.folder}/topics/15-sport.toml:7: [[topic]] terms.ro: " in said[0].__dict__["error"]
    )
    assert counted("refused") == refused + 1
    assert "sport" in await desk.tags()
    assert REGISTRY.get_sample_value("wiredesk_outdated", {"what": "rules"}) == 0


async def test_a_new_and_a_removed_file_are_noticed(desk: Desk) -> None:
    taken = counted("taken")
    topics = desk.folder / "topics"
    (topics / "15-sport.toml").rename(topics / "15-joc.toml")
    await until(lambda: counted("taken") > taken)
    (topics / "15-joc.toml").unlink()
    await until(lambda: counted("taken") > taken + 1)


async def test_sighup_asks_for_the_rules_at_once(tmp_path: Path) -> None:
    async with at_work(tmp_path / "rules", look=3600) as desk:
        taken = counted("taken")
        desk.write(SPORT)
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: counted("taken") > taken)
        assert "sport" in await desk.tags()


async def test_a_folder_that_is_gone_and_comes_back_is_read_again(desk: Desk) -> None:
    refused, taken, before = counted("refused"), counted("taken"), await desk.version()
    away = desk.folder.with_name("away")
    desk.folder.rename(away)
    await until(lambda: counted("refused") > refused)
    assert await desk.version() == before
    away.rename(desk.folder)
    await until(lambda: counted("taken") > taken)


async def test_an_error_nobody_thought_of_ends_no_watch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused, taken = counted("refused"), counted("taken")
    with monkeypatch.context() as patch:
        patch.setattr("streams.rules.topic_rules", lambda folder: 1 / 0)
        desk.write(SPORT)
        await until(lambda: counted("refused") > refused)
    desk.write(SPORT + "# mended\n")
    await until(lambda: counted("taken") > taken)
    assert "sport" in await desk.tags()
