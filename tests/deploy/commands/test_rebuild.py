import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import wait_until
from tests.streams.editions import Editions
from tests.streams.inspection import Inspection
from tests.streams.publishing import Publishing

WIREDESK = str(Path(sys.executable).with_name("wiredesk"))


@pytest.fixture
def run(kafka: str, redis_url: str, tmp_path: Path) -> Publishing:
    return Publishing(tmp_path / tmp_path.name, kafka, redis_url)


def rebuild(run: Publishing, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [WIREDESK, "rebuild", *options], env=os.environ | run.environ, check=False,
        capture_output=True, text=True, input="n\n", timeout=60,
    )  # fmt: skip


def test_a_rebuilt_store_is_the_same_and_nothing_else_is_touched(run: Publishing) -> None:
    editions = Editions(400, seed=2, articles=50)
    run.start(2)
    try:
        run.feed(editions.messages())
        run.settle(len(editions.articles))
        prefix = run.settings.prefix
        run.redis.set(f"{prefix}known:one", "kept")
        run.redis.set("art:another-installation", "kept")
        run.redis.set(f"{prefix}art:stray", "from before")
        done = rebuild(run, "--yes")
        assert done.returncode == 0, done.stderr
        assert "articles.enriched and" in done.stderr
        assert "rebuilt: 2 partitions" in done.stderr
        assert Inspection(run, editions).wrong == {}
        kept = run.redis.mget(
            f"{prefix}known:one", "art:another-installation", f"{prefix}art:stray"
        )
        assert kept == ["kept", "kept", None]
    finally:
        assert run.stop() == [0, 0]
    assert run.exits[1] <= 2  # each publisher went once and came back, or was just taking over


def test_nothing_is_deleted_without_a_yes(run: Publishing) -> None:
    run.redis.set(f"{run.settings.prefix}art:one", "there")
    assert rebuild(run).returncode == 1
    assert run.redis.get(f"{run.settings.prefix}art:one") == "there"


def test_publishing_goes_on_while_the_store_is_rebuilt(run: Publishing) -> None:
    editions = Editions(600, seed=4, articles=50)
    half = len(editions.articles) // 2
    run.start(1)
    try:
        run.feed(editions.messages()[:half])
        wait_until(lambda: run.read("articles.enriched"), 20, "the first articles")
        assert rebuild(run, "--yes").returncode == 0
        run.feed(editions.messages()[half:])
        run.settle(len(editions.articles))
        assert Inspection(run, editions).wrong == {}
    finally:
        run.stop()
