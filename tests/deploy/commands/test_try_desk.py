import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.codec import TAGGED
from tests.factories import a_tagged_article
from tests.streams.publishing import Publishing

WIREDESK = str(Path(sys.executable).with_name("wiredesk"))
OTHER = '[[desk]]\nname = "vreme"\nlabel = "Vreme"\nwords = ["ploaie"]\n'


@pytest.fixture
def run(kafka: str, redis_url: str, tmp_path: Path) -> Publishing:
    return Publishing(tmp_path / tmp_path.name, kafka, redis_url)


def caught(run: Publishing, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [WIREDESK, "try", "desk", *words], env=os.environ | run.environ, check=False,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_tells_what_a_desk_would_have_caught(run: Publishing) -> None:
    articles = [
        a_tagged_article(id="ploaie", text="Azi plouă: PLOAIE mare."),
        a_tagged_article(id="soare", text="Azi e soare."),
        a_tagged_article(id="ploaie", seen_at="2017-11-04T08:00:00.000Z", text="Ploaie, iar."),
    ]
    run.start(1)
    try:
        run.feed([(one.id.encode(), TAGGED.encode(one)) for one in articles])
        run.settle(3)
    finally:
        run.stop()
    file = run.home / "other.toml"
    file.write_text(OTHER)
    found = caught(run, "vreme", "--file", str(file), "--since", "1h")
    assert found.returncode == 0, found.stderr
    [line] = map(json.loads, found.stdout.splitlines())
    assert (line["id"], line["version"]) == ("ploaie", 1)
    assert "1 articles of 3 records" in found.stderr
    assert len(caught(run, "toate").stdout.splitlines()) == 2


def test_a_desk_that_is_not_there_is_said_in_one_line(run: Publishing) -> None:
    found = caught(run, "meteo")
    assert found.returncode == 78
    assert found.stderr.splitlines()[-1].endswith("no desk meteo; there are prima, sport, toate")


def test_a_time_that_is_none_is_said(run: Publishing) -> None:
    found = caught(run, "toate", "--since", "yesterday")
    assert found.returncode == 2
    assert "--since" in found.stderr
