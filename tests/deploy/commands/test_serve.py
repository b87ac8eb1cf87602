"""`wiredesk serve` as a command."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.conftest import free_port
from tests.streams.web.installation import WIREDESK


def refused(home: Path, *options: str, **environment: str) -> str:
    """What the command says before it exits with 78."""
    done = subprocess.run(
        [str(WIREDESK), "serve", "--health-port", str(free_port()), *options],
        check=False,
        env={"PATH": os.environ["PATH"], "WIREDESK_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 78
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1"])
def test_an_address_beyond_loopback_needs_tokens(tmp_path: Path, address: str) -> None:
    assert "WIREDESK_TOKENS_FILE" in refused(tmp_path, "--bind", address)


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"cannot listen on 127.0.0.1:{port}" in refused(tmp_path, "--port", port)
