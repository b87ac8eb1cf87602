import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.feeds import load_feeds
from tests.conftest import free_port, wait_until

WIREDESK = str(Path(sys.executable).with_name("wiredesk"))


def started(home: Path, port: int) -> "subprocess.Popen[str]":
    command = [WIREDESK, "newsroom", "--port", str(port), "--every", "0.1"]
    environ = os.environ | {"WIREDESK_HOME": str(home)}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def newsroom(tmp_path: Path, port: int) -> "Iterator[subprocess.Popen[str]]":
    process = started(tmp_path, port)
    wait_until((tmp_path / "newsroom.toml").exists, 30, "the newsroom's feeds")
    yield process
    process.kill()
    process.communicate()


def test_it_declares_its_feeds_while_it_runs_and_stops_when_told(
    newsroom: "subprocess.Popen[str]", tmp_path: Path, port: int
) -> None:
    feeds = load_feeds(tmp_path / "newsroom.toml")
    assert len(feeds) == 8
    assert {feed.allow_addresses for feed in feeds} == {(f"127.0.0.1:{port}",)}
    assert {feed.min_interval_seconds for feed in feeds} == {5}
    with urllib.request.urlopen(feeds[0].url) as answer:
        assert b"<rss" in answer.read()
    newsroom.send_signal(signal.SIGTERM)
    _, log = newsroom.communicate(timeout=10)
    assert newsroom.returncode == 0
    assert not (tmp_path / "newsroom.toml").exists()
    assert {json.loads(line)["event"] for line in log.splitlines()} == {"published"}


def test_a_taken_port_is_said_in_one_line(
    newsroom: "subprocess.Popen[str]", tmp_path: Path, port: int
) -> None:
    second = started(tmp_path / "other", port)
    _, log = second.communicate(timeout=30)
    assert second.returncode == 78
    assert log.splitlines()[-1].startswith(f"wiredesk: cannot listen on 127.0.0.1:{port}")
