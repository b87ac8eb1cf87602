"""Looks at every service from outside: tells when it is ready, restarts one that is not alive."""

import time
from collections.abc import Callable, Iterable
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple

from config.health import SILENCE
from deploy.home import free
from deploy.supervise import Service, Supervisor

ANSWER = 2.0  # seconds a role may take to say how it is; its health thread shares its one core
RED = 2  # looks in a row that must find a role red before it is restarted
EVERY = 5.0  # seconds between two looks at a role that is ready
AGAIN = 60.0  # seconds between two lines about a role that does not stay up


class Patience(NamedTuple):
    """Seconds: for an answer, without any answer, between two looks at a role that is ready."""

    answer: float = ANSWER
    silence: float = SILENCE
    every: float = EVERY


def health(port: int, path: str, answer: float = ANSWER) -> int | None:
    """The status a role answers with, or nothing when it does not answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=answer)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


class Patient:
    """One service under watch."""

    def __init__(self, service: Service, port: int, patience: Patience) -> None:
        self.service, self.port, self.patience = service, port, patience
        self.ready = False
        self.pid: int | None = None
        self.red = 0
        self.told = float("-inf")  # when its last end was
        self.answered = self.looked = time.monotonic()

    def is_ready(self) -> bool:
        if self.service.health:
            return health(self.service.health, "/readyz") == 200  # noqa: PLR2004  OK
        return not free(self.port)

    def trouble(self, now: float) -> str | None:
        """Why this service should be restarted, or nothing."""
        self.looked = now
        if not self.service.health:
            return None
        status = health(self.service.health, "/livez", self.patience.answer)
        if status is not None:
            self.answered = now
        self.red = self.red + 1 if status not in (None, 200) else 0
        if self.red >= RED:
            return "is not alive"
        return "does not answer" if now - self.answered > self.patience.silence else None


class Watchdog:
    """Watches the services of a supervisor; what is news goes to `tell`."""

    def __init__(
        self,
        supervisor: Supervisor,
        services: Iterable[Service],
        ports: dict[str, int],
        tell: Callable[[str], None],
        patience: Patience = Patience(),  # noqa: B008  a tuple
    ) -> None:
        self._supervisor, self._tell, self._every = supervisor, tell, patience.every
        self._patients = [Patient(s, s.health or ports[s.name], patience) for s in services]
        self._began = time.monotonic()

    def ready(self, *names: str) -> bool:
        """Whether these have been seen ready (all, when none is named)."""
        return all(p.ready for p in self._patients if not names or p.service.name in names)

    def look(self) -> None:
        """One round: greet those that became ready, restart the dead."""
        for patient in self._patients:
            self._notice_restart(patient)
            if not patient.ready and patient.is_ready():
                patient.ready = True
                self._tell(f"{patient.service.name} ready {time.monotonic() - self._began:.1f} s")
            elif time.monotonic() - patient.looked > self._every:
                self._heal(patient)

    def _notice_restart(self, patient: Patient) -> None:
        pid = self._supervisor.pid(patient.service.name)
        if pid is None or pid == patient.pid:
            return
        now = time.monotonic()
        if patient.pid is not None:
            patient.ready, patient.answered = False, now
            if now - patient.told > AGAIN:
                log = self._supervisor.home / "log" / patient.service.name / "current"
                self._tell(f"{patient.service.name} ended and is started again; its log: {log}")
                patient.told = now
        patient.pid = pid

    def _heal(self, patient: Patient) -> None:
        trouble = patient.trouble(time.monotonic())
        if trouble:
            self._tell(f"{patient.service.name} {trouble}: restarting it")
            patient.red, patient.answered = 0, time.monotonic()
            self._supervisor.restart(patient.service.name)
