"""Real processes under Debian's runit: started at once, restarted for ever, stopped in order.

home/run/service/<name>/{run,finish,log/run}    what runsvdir watches
home/log/<name>/current                         what the process said, rotated by svlogd
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shlex import join, quote

import msgspec

from config.errors import EXIT_CONFIG, ConfigError
from deploy.leftovers import ended, processes_of

LOG_BYTES, LOG_FILES = 2_000_000, 5  # svlogd turns a role's log at this size, keeps so many
CONFIG_PAUSE = 4  # seconds before a role whose configuration is wrong is tried again; runit adds 1
RUN = """\
#!/bin/sh
exec 2>&1
export WIREDESK_ROLE={role}
echo $$ > group
exec chpst -P {command}
"""  # -P: a process group of its own, so that `finish` can end what a killed role leaves behind
FINISH = f"""\
#!/bin/sh
kill -9 "-$(cat group)" 2>/dev/null
[ "$1" = {EXIT_CONFIG} ] && sleep {CONFIG_PAUSE}
{{after}}
exit 0
"""
LOG_RUN = "#!/bin/sh\nexec svlogd {folder}\n"


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One process to keep running. `after` is a line of shell for when it has ended."""

    name: str
    command: tuple[str, ...]
    health: int = 0  # port of /livez, /readyz; 0: it has none
    after: str = ""


class Supervisor:
    """Owns the services of one home. `environment` is what they all see."""

    def __init__(
        self, home: Path, environment: Mapping[str, str], log_bytes: int = LOG_BYTES
    ) -> None:
        self.home, self._environment, self._log_bytes = home, dict(environment), log_bytes
        self._services = home / "run" / "service"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, services: Iterable[Service], held: Iterable[str] = ()) -> None:
        """Start all services but those held back. Raises ConfigError without runit."""
        if shutil.which("runsvdir") is None:
            raise ConfigError("no runsvdir: apt-get install runit")
        shutil.rmtree(self._services, ignore_errors=True)
        held = set(held)
        for service in services:
            self._write(service, held=service.name in held)
        os.utime(self._services, (0, 0))  # runsvdir waits a second for a folder just changed
        (self.home / "log").mkdir(exist_ok=True)
        with (self.home / "log" / "supervisor").open("ab") as log:
            self._process = subprocess.Popen(
                ["runsvdir", str(self._services)],
                env=self._environment | {"WIREDESK_ROLE": "supervisor"},
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,  # the terminal's Ctrl-C is for `up` alone
            )  # fmt: skip

    def _write(self, service: Service, *, held: bool) -> None:
        folder, log = self._services / service.name, self.home / "log" / service.name
        log.mkdir(parents=True, exist_ok=True)
        (log / "config").write_text(f"s{self._log_bytes}\nn{LOG_FILES}\n")
        run = RUN.format(role=service.name, command=join(service.command))
        scripts = {
            "run": run,
            "finish": FINISH.format(after=service.after),
            "log/run": LOG_RUN.format(folder=quote(str(log))),
        }
        (folder / "log").mkdir(parents=True)
        for name, text in scripts.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        if held:
            (folder / "down").touch()

    def release(self, names: Iterable[str]) -> None:
        """Start services that were held back; from now on they are restarted like the others."""
        for name in names:
            (self._services / name / "down").unlink(missing_ok=True)
        self._sv("up", names)

    def restart(self, name: str, seconds: int = 7) -> None:
        """End a service, by force after some seconds; runit starts it again."""
        self._sv("force-restart", [name], seconds)

    def stop(self, names: Sequence[str], seconds: int) -> None:
        """End services together, by force after some seconds; they stay down."""
        self._sv("force-stop", names, seconds)

    def pid(self, name: str) -> int | None:
        """The process behind a service, if there is one."""
        try:
            text = (self._services / name / "supervise" / "pid").read_text()
        except FileNotFoundError:
            return None
        return int(text) if text.strip() else None

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def close(self, seconds: float) -> list[int]:
        """End the supervisor and whatever is left; the pids that had to be killed."""
        if self._process is not None:
            self._process.send_signal(signal.SIGHUP)  # it ends every runsv, and they their logs
        deadline = time.monotonic() + seconds
        while processes_of(self.home) and time.monotonic() < deadline:
            time.sleep(0.02)
        killed = ended(self.home, 0)
        if self._process is not None:
            self._process.wait()
        return killed

    def _sv(self, what: str, names: Iterable[str], seconds: int = 7) -> None:
        folders = [str(self._services / name) for name in names]
        known = [folder for folder in folders if Path(folder, "supervise", "ok").exists()]
        if known:
            subprocess.run(
                ["sv", "-w", str(seconds), what, *known], capture_output=True, check=False
            )
