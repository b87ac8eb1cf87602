"""One stage in one process."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import free_port, wait_until


@pytest.mark.parametrize("stage", ["clean", "dedup", "tag"])
def test_a_word_that_rules_are_new_ends_no_stage(stage: str) -> None:
    port = free_port()
    away = {"WIREDESK_KAFKA": f"127.0.0.1:{free_port()}"}  # it waits for Kafka meanwhile
    command = [
        str(Path(sys.executable).with_name("wiredesk")),
        "work",
        stage,
        "--health-port",
        str(port),
    ]
    started = subprocess.Popen(command, env=os.environ | away)

    def lives() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez") as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    try:
        wait_until(lives)
        started.send_signal(signal.SIGHUP)
        wait_until(lives)
        assert started.poll() is None
    finally:
        started.kill()
        started.wait()
