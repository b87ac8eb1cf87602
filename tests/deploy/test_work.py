"""`wiredesk work`: what it says before its loop begins."""

import subprocess
import sys
from pathlib import Path

from config.settings import ROOT
from tests.conftest import free_port

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
