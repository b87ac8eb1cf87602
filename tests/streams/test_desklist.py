import asyncio
import logging
import os
import signal
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from config.cluster import on_cluster
from config.errors import ConfigError
from streams.desklist import DeskList
from tests.conftest import wait_until
from tests.streams.editions import Editions
from tests.streams.publishing import DESKS, Publishing

NEW = DESKS + '\n[[desk]]\nname = "noua"\nlabel = "Nouă"\n'


@pytest.fixture
def run(kafka: str, redis_url: str, tmp_path: Path) -> Publishing:
    return Publishing(tmp_path / tmp_path.name, kafka, redis_url)


def topics(run: Publishing) -> list[str]:
    async def listed(admin: AIOKafkaAdminClient) -> list[str]:
        return list(await admin.list_topics())

    return on_cluster(run.settings, listed)


def test_a_new_desks_topic_is_there_before_the_desk_is_used(run: Publishing) -> None:
    desks = DeskList(run.settings)
    assert not desks.changed()
    (run.home / "desks.toml").write_text(NEW)
    assert desks.changed()
    asyncio.run(desks.reload())
    assert "noua" in desks.index.names
    assert f"{run.settings.prefix}desk.noua" in topics(run)
    assert not desks.changed()


def test_a_wrong_file_leaves_the_desks_as_they_were(
    run: Publishing, caplog: pytest.LogCaptureFixture
) -> None:
    desks = DeskList(run.settings)
    (run.home / "desks.toml").write_text(NEW.replace("label", "lable"))
    with caplog.at_level(logging.ERROR):
        asyncio.run(desks.reload())
    assert desks.index.names == {"toate", "prima", "sport"}
    assert "lable" in caplog.records[0].__dict__["error"]
    assert not desks.changed()  # said once, not once a second


def test_an_emptied_file_leaves_the_desks_as_they_were(run: Publishing) -> None:
    desks = DeskList(run.settings)
    (run.home / "desks.toml").write_text("")
    asyncio.run(desks.reload())
    assert "toate" in desks.index.names


def test_a_file_that_is_gone_leaves_the_desks_as_they_were(run: Publishing) -> None:
    desks = DeskList(run.settings)
    (run.home / "desks.toml").unlink()
    asyncio.run(desks.reload())
    assert "toate" in desks.index.names
    with pytest.raises(ConfigError):
        DeskList(run.settings)


@pytest.mark.parametrize("how", ["by itself", "at SIGHUP"])
def test_a_running_publisher_uses_a_new_desk(run: Publishing, how: str) -> None:
    editions = Editions(40, seed=1, articles=20)
    run.start(1)
    try:
        run.feed(editions.messages()[:20])
        run.settle(20)
        facts = (run.home / "desks.toml").stat()
        (run.home / "desks.toml").write_text(NEW)
        if how == "at SIGHUP":
            os.utime(run.home / "desks.toml", ns=(facts.st_atime_ns, facts.st_mtime_ns))
            run.processes[0].send_signal(signal.SIGHUP)
        wait_until(lambda: "desks_reloaded" in run.log(), 10, "the new desks")
        run.feed(editions.messages()[20:])
        run.settle(len(editions.articles))
        assert run.read("desk.noua")
    finally:
        assert run.stop() == [0]
