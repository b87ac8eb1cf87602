"""deploy/install on machines that lack something, and on one that lacks nothing."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = [
    "bash", "env", "readlink", "dirname", "mkdir", "flock", "cat", "sha256sum", "tail", "sleep",
    "rm", "mv", "chmod",
]  # fmt: skip
RUNTIME = ["java", "mvn", "redis-server", "runsvdir", "kcat"]


class Machine:
    """A machine on which only some commands are found."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        for name in TOOLS:
            self.has(name)

    def has(self, name: str, script: str | None = None) -> None:
        if script is None:
            (self.bin / name).symlink_to(shutil.which(name) or f"/usr/bin/{name}")
        else:
            (self.bin / name).write_text(f"#!/bin/sh\n{script}\n")
            (self.bin / name).chmod(0o755)

    def install(self, *options: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [ROOT / "deploy" / "install", *options],
            env={"PATH": str(self.bin)}, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_root_the_line_to_type_is_printed(machine: Machine) -> None:
    machine.has("apt-get", "exit 1")
    machine.has("id", "echo 1000")
    for name in ("java", "kcat", "runsvdir"):
        machine.has(name, "exit 0")
    told = machine.install()
    assert told.returncode == 1
    assert told.stderr == (
        "install: not root; please type: sudo apt-get update && "
        "sudo apt-get install --no-install-recommends -y maven redis-server\n"
    )


def test_without_apt_the_packages_are_named(machine: Machine) -> None:
    told = machine.install("--tests")
    assert told.returncode == 1
    assert told.stderr == (
        "install: no apt-get here; install by your own means: default-jre-headless maven "
        "redis-server runit kcat chromium chromium-driver prometheus\n"
    )


def test_what_apt_says_is_shown_when_it_fails(machine: Machine) -> None:
    machine.has("apt-get", 'echo "E: no such $1"; exit 100')
    machine.has("id", "echo 0")
    told = machine.install()
    assert told.returncode == 1
    assert "install: apt-get update …" in told.stdout
    assert "E: no such update" in told.stderr
    assert "everything it said is in var/log/install" in told.stderr


def test_a_warm_run_says_nothing_and_costs_nothing(machine: Machine) -> None:
    if not (ROOT / ".venv" / ".stamp").exists():
        pytest.skip("this environment was not made by deploy/install")
    for name in RUNTIME:
        machine.has(name, "exit 1")  # found, never called
    machine.has("pip", "exit 1")
    told, took = machine.install(), []
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    for _ in range(3):
        began = time.monotonic()
        machine.install()
        took.append(time.monotonic() - began)
    assert min(took) < 0.3 * max(1, os.getloadavg()[0] / (os.cpu_count() or 1))
