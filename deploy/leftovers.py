"""The processes of a home, found by what they were started with; none stays behind."""

import os
import signal
import time
from pathlib import Path

POLL = 0.05  # seconds between two looks
GRACE = 5.0  # seconds a killed process may take to be gone


def processes_of(home: Path) -> list[int]:
    """Pids of all that `wiredesk up` started for this home: supervisor, roles, their children."""
    mark = f"WIREDESK_HOME={home}\0".encode()
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and supervised(folder, mark)
    ]


def supervised(folder: Path, mark: bytes) -> bool:
    """Whether a process has the home and a role in its environment, and still runs."""
    try:
        environ = b"\0" + (folder / "environ").read_bytes()
        running = (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
    return running and b"\0" + mark in environ and b"\0WIREDESK_ROLE=" in environ


def ended(home: Path, seconds: float) -> list[int]:
    """End all processes of a home: asked first, forced after some seconds. Those found."""
    found = signalled(home, signal.SIGTERM) if seconds else processes_of(home)
    deadline = time.monotonic() + seconds
    while processes_of(home) and time.monotonic() < deadline:
        time.sleep(POLL)
    while signalled(home, signal.SIGKILL) and time.monotonic() < deadline + GRACE:
        time.sleep(POLL)
    return found


def signalled(home: Path, number: int) -> list[int]:
    pids = processes_of(home)
    for pid in pids:
        try:
            os.kill(pid, number)
            if number == signal.SIGTERM:
                os.kill(pid, signal.SIGCONT)  # a frozen one hears it only then
        except ProcessLookupError:
            continue
    return pids
