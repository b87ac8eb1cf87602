"""`wiredesk work`: what it says before its loop begins, and that each stage stands poison."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.settings import ROOT
from tests.conftest import free_port, wait_until
from tests.streams.rig import Rig, ready
from tests.streams.test_pipeline import poisonous

START = "from deploy.cli import main; main()"


def worked(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START, "work", *arguments],
        env={"PATH": "/usr/bin:/bin", **environ}, cwd=ROOT, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_an_unknown_stage_is_one_clear_line() -> None:
    done = worked("polish")
    assert done.returncode == 2
    assert "'polish' is not one of" in done.stderr


def test_a_wrong_setting_ends_the_start_with_78(tmp_path: Path) -> None:
    done = worked("dedup", WIREDESK_SESSION="soon", WIREDESK_HOME=str(tmp_path))
    assert done.returncode == 78
    assert done.stderr.startswith("wiredesk: WIREDESK_SESSION: ")


def test_missing_topics_end_the_start_with_78_and_the_command_that_mends_it(
    kafka: str, redis_url: str, tmp_path: Path
) -> None:
    desks = tmp_path / "desks.toml"
    desks.write_text('[[desk]]\nname = "all"\nlabel = "Toate"\n')
    done = worked(
        "dedup", "--health-port", str(free_port()), WIREDESK_KAFKA=kafka,
        WIREDESK_REDIS=redis_url, WIREDESK_PREFIX="missing.", WIREDESK_HOME=str(tmp_path),
        WIREDESK_DESKS=str(desks),
    )  # fmt: skip
    assert done.returncode == 78
    assert "wiredesk topics create" in done.stderr.splitlines()[-1]


@pytest.fixture
def rig(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Rig]:
    one = Rig(kafka, redis_url, tmp_path, session=6, heartbeat=1)
    yield one
    one.close()


@pytest.mark.parametrize(("stage", "topic"), [("clean", "raw"), ("tag", "resolved")])
def test_a_stage_parks_poison_once_and_ends_with_all_its_children(
    rig: Rig, stage: str, topic: str
) -> None:
    poison = poisonous()
    rig.put_strange(topic, poison)
    worker = ready(rig.stage(stage))
    wait_until(lambda: worker.counted("received") == len(poison), 60, "all counted")
    assert worker.counted("parked") == len(poison)
    parked = sorted(repr(one.value) for one in rig.records("dead"))
    assert parked == sorted(map(repr, poison))
    children = psutil.Process(worker.process.pid).children(recursive=True)
    worker.process.send_signal(signal.SIGTERM)
    assert worker.process.wait(6) == 0
    wait_until(lambda: not any(alive(child) for child in children), 5, "no child left")


def alive(child: psutil.Process) -> bool:
    return child.is_running() and child.status() != psutil.STATUS_ZOMBIE
