"""Faults of our own processes: killed, ended, frozen, one of several, a storm of rebalances."""

import signal
import time

from deploy.audit.commits import READS
from tests.conftest import wait_until
from tests.faults.trial import EVERYONE, SESSION, WORKER, Trial

PAST = 5.0  # seconds beyond the session timeout
CROWD = (*READS, "poll")  # roles that scale by processes
EXIT = 25.0  # seconds in which a role that is asked to must have ended
STORM = 24  # comings and goings
BETWEEN = (2.0, 6.0)  # seconds between two of them
BUGGY = "tag"
MOST_PARKED = 250  # 50 in a row open it, 200 when half of them are good
UP = 120.0  # seconds until a process that is added is ready


def killed(trial: Trial) -> None:
    """Every role, twice, at random moments."""
    roles = [*EVERYONE, *(EVERYONE if trial.scale >= 1 else ())]
    trial.draw.shuffle(roles)
    for role in roles:
        with trial.outage(f"SIGKILL of {role}", WORKER, [role]):
            trial.signal(role, signal.SIGKILL).wait()


def ended(trial: Trial) -> None:
    """SIGTERM: each ends with 0, in time."""
    roles = list(EVERYONE)
    trial.draw.shuffle(roles)
    for role in roles:
        with trial.outage(f"SIGTERM of {role}", WORKER, [role]):
            began = time.monotonic()
            code = trial.signal(role, signal.SIGTERM).wait()
            seconds = time.monotonic() - began
            if code != 0 or seconds > EXIT:
                trial.wrong.append(f"{role} ended with {code} after {seconds:.0f} s")


def frozen(trial: Trial) -> None:
    """Each past its session timeout, then on as if nothing had been."""
    roles = list(EVERYONE)
    trial.draw.shuffle(roles)
    for role in roles:
        with trial.outage(f"SIGSTOP of {role}", WORKER, [role]):
            process = trial.signal(role, signal.SIGSTOP)
            time.sleep(SESSION + PAST)  # the fault itself
            process.send_signal(signal.SIGCONT)


def crowd(trial: Trial) -> None:
    """Two processes of a role, one killed; three, one gone for good, one frozen."""
    for role in CROWD:
        second, third = f"{role}.1", f"{role}.2"
        add(trial, second)
        with trial.outage(f"SIGKILL of one of two: {role}", WORKER, [role, second]):
            trial.signal(second, signal.SIGKILL).wait()
        add(trial, third)
        with trial.outage(f"loss of one of three: {role}", WORKER, [role, third]):
            trial.one.installation.dismiss(second, signal.SIGKILL)
        with trial.outage(f"SIGSTOP of one of two: {role}", WORKER, [role, third]):
            process = trial.signal(third, signal.SIGSTOP)
            time.sleep(SESSION + PAST)  # the fault itself
            process.send_signal(signal.SIGCONT)
        trial.one.installation.dismiss(third)


def poisoned(trial: Trial) -> None:
    """Every kind of bad message on every inner topic, and those who read them are killed."""
    for role in (*READS, *READS):
        with trial.outage(f"SIGKILL of {role}", WORKER, [role]):
            trial.signal(role, signal.SIGKILL).wait()


def broken(trial: Trial) -> None:
    """A release with a bug parks every message: the breaker opens; mended, all of it flows."""
    one, mark = trial.one.installation, trial.one.home / "broken"
    trial.pause()
    mark.touch()
    with trial.outage("a bug that parks everything", WORKER):
        wait_until(lambda: is_open(trial), UP, "an open breaker")
        health = one.health(BUGGY, "/livez"), one.health(BUGGY)
        parked = len(list(one.records("articles.dead")))
        trial.notes.append(f"{parked} parked, then open: /livez, /readyz {health}")
        if health != (200, 503) or parked > MOST_PARKED:
            trial.wrong.append(trial.notes[-1])
        mark.unlink()
        wait_until(lambda: not is_open(trial), UP, "a closed breaker")
        one.run("dead", "redrive", "--stage", BUGGY, "--rate", "1000")


def is_open(trial: Trial) -> bool:
    told = trial.one.installation.metrics(BUGGY).splitlines()
    return f'wiredesk_breaker_open{{stage="{BUGGY}"}} 1.0' in told


def add(trial: Trial, name: str) -> None:
    installation = trial.one.installation
    installation.engage(name)
    wait_until(lambda: installation.health(name) == 200, UP, f"{name} to be ready")


def storm(trial: Trial) -> None:
    """Processes of every stage come and go faster than their groups settle."""
    installation, there = trial.one.installation, list[str]()
    for number in trial.times(STORM):
        role = f"{trial.draw.choice(list(READS))}.{number + 1}"
        last = number >= trial.times(STORM)[-1]
        if there and (last or trial.draw.random() < 0.5):
            gone = there.pop(trial.draw.randrange(len(there)))
            installation.dismiss(gone, trial.draw.choice([signal.SIGKILL, signal.SIGTERM]))
            trial.others += 1
        else:
            installation.engage(role)
            there.append(role)
        time.sleep(trial.draw.uniform(*BETWEEN))  # the pace of the storm
    with trial.outage("the end of the storm", WORKER):
        trial.others += len(there)
        for name in there:
            installation.dismiss(name, signal.SIGKILL)
