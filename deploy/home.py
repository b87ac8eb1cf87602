"""The home of a running installation: one `up` at a time, and how other terminals find it."""

import fcntl
import json
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from config.errors import ConfigError
from config.settings import SECRETS, Settings

SECRET_VARIABLES = {f"WIREDESK_{name.upper()}" for name in SECRETS}
FORCED = 5.0  # seconds until a forced end must be over


def home_of(environ: Mapping[str, str]) -> Path:
    """The folder that running things write to, absolute."""
    return Path(environ.get("WIREDESK_HOME") or Settings().home).resolve()


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home. Raises ConfigError while another `up` does."""
    file = lock_file(home)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            whose = f"another `wiredesk up` (pid {holder(home)}) runs in {home}"
            raise ConfigError(f"{whose}; `wiredesk down` ends it") from None
        os.set_inheritable(lock.fileno(), False)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def lock_file(home: Path) -> Path:
    return home / "run" / "lock"


def holder(home: Path) -> int | None:
    """The pid of the `up` that holds this home, if one does."""
    try:
        with lock_file(home).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int(lock_file(home).read_text() or 0) or None
    return None


def told_to_stop(home: Path, seconds: float, forced: float = FORCED) -> bool:
    """Ask the `up` of a home to end; force it, then kill it. Whether there was one."""
    pid = holder(home)
    if pid is None:
        return False
    for number, patience in (
        (signal.SIGTERM, seconds),
        (signal.SIGTERM, forced),  # the second one forces
        (signal.SIGKILL, forced),  # it is frozen; what it leaves is the caller's to end
    ):
        if ends(home, pid, number, patience):
            break
    return True


def ends(home: Path, pid: int, number: int, seconds: float) -> bool:
    """Send a signal to the `up` of a home; whether it lets the home go in time."""
    deadline = time.monotonic() + seconds
    with suppress(ProcessLookupError):
        os.kill(pid, number)
    while holder(home) == pid:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def environment_file(home: Path) -> Path:
    return home / "environment.json"


def remember(home: Path, variables: Mapping[str, str]) -> None:
    """Write what the installation runs with, for commands in other terminals; no secrets."""
    kept = {name: value for name, value in variables.items() if name not in SECRET_VARIABLES}
    new = environment_file(home).with_suffix(".new")
    new.touch(mode=0o600)  # addresses may hold passwords
    new.write_text(json.dumps(kept, indent=1, sort_keys=True))
    new.replace(environment_file(home))


def forget(home: Path) -> None:
    environment_file(home).unlink(missing_ok=True)


def taken_ports(ports: Mapping[str, int]) -> list[str]:
    """Those of our listeners whose port somebody else has."""
    return [f"{port} ({name})" for name, port in ports.items() if not free(port)]


def free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
