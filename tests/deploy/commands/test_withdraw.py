"""`wiredesk withdraw` and `notices` on a running publisher."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.codec import PUBLISHED, TAGGED
from config.published import Publisher
from tests.conftest import wait_until
from tests.factories import a_tagged_article
from tests.streams.publishing import Publishing, produced_by_key

WIREDESK = str(Path(sys.executable).with_name("wiredesk"))
ID, NOTICE = "mfzwizltoqydcmrtgq2tmnzyha", "abzwizltoqydcmrtgq2tmnzyha"


@pytest.fixture
def run(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Publishing]:
    running = Publishing(tmp_path / tmp_path.name.replace("_", "-"), kafka, redis_url)
    running.start(1)
    yield running
    running.stop()


def wiredesk(run: Publishing, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [WIREDESK, *words], env=os.environ | run.environ, check=False,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def publish(run: Publishing, id: str, **changes: object) -> None:
    article = a_tagged_article(id=id, story=id, **changes)
    produced_by_key(run, [(id.encode(), TAGGED.encode(article), [])])
    key = f"{run.settings.prefix}art:{id}"
    wait_until(lambda: run.redis.exists(key), 30, id)


def test_what_is_withdrawn_stays_so_until_it_is_restored(run: Publishing) -> None:
    publish(run, ID, text="Un text despre fotbal.")
    assert wiredesk(run, "withdraw", ID).returncode == 2
    done = wiredesk(run, "withdraw", ID, "--reason", "cerut de instanță", "--withhold")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{ID} is withheld since version 2; desks: prima, sport, toate")
    assert "already" in wiredesk(run, "withdraw", ID, "--reason", "x", "--withhold").stderr
    back = wiredesk(run, "withdraw", ID, "--restore")
    assert back.returncode == 0, back.stderr
    versions = [PUBLISHED.decode(r.value) for r in run.read("desk.sport")]
    assert [one.wiredesk.change for one in versions] == ["new", "withdrawn", "update"]
    assert [bool(one.item.bodies) for one in versions] == [True, False, True]
    assert versions[1].item.edNote == "cerut de instanță"
    assert "not withdrawn" in wiredesk(run, "withdraw", ID, "--restore").stderr


def test_a_notice_that_met_nothing_is_listed_until_it_is_answered(run: Publishing) -> None:
    publish(run, ID, title="Guvernul a aprobat bugetul", publisher=Publisher(name="AFP"))
    publish(run, NOTICE, title="KILL: Guvernul, bugetul", publisher=Publisher(name="AFP"))
    [line] = wiredesk(run, "notices", "--json").stdout.splitlines()
    told = json.loads(line)
    assert (told["id"], told["perhaps"][0]["id"]) == (NOTICE, ID)
    assert f"--notice {NOTICE}" in wiredesk(run, "notices").stdout
    done = wiredesk(run, "withdraw", ID, "--reason", "AFP", "--notice", NOTICE)
    assert done.returncode == 0, done.stderr
    assert wiredesk(run, "notices").stdout == ""


def test_an_article_nobody_published_cannot_be_withdrawn(run: Publishing) -> None:
    answer = wiredesk(run, "withdraw", "https://ziar.example/nimic", "--reason", "x")
    assert answer.returncode == 1
    assert "is not published here" in answer.stderr
