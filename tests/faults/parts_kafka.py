"""Faults of the broker: killed, frozen, away for long, one of three lost, its disk full."""

import signal
import time

from tests.conftest import Daemon
from tests.faults.links import TROUBLES
from tests.faults.servers import Linked, SmallDisk
from tests.faults.trial import BROKER, REDIS, Trial, say

KILLS = 4
FREEZE, AWAY = 60.0, 360.0  # seconds; the second is longer than producers try
TROUBLE = 20.0  # seconds of each trouble of a link
UP = 120.0  # seconds that a broker may take to start: not ours to judge
FULL = 20.0  # seconds without a free byte


def killed(trial: Trial) -> None:
    """SIGKILL again and again, and SIGTERM once; it is back after some seconds."""
    broker = trial.servers.broker
    for number in trial.times(KILLS + 1):
        last = number == trial.times(KILLS + 1)[-1]
        with trial.outage("SIGTERM of the broker" if last else "SIGKILL of the broker", BROKER):
            broker.signal(signal.SIGTERM if last else signal.SIGKILL)
            broker.process.wait()
            time.sleep(trial.draw.uniform(0, 5))  # the length of the outage
            broker.start(UP)


def frozen(trial: Trial) -> None:
    """It holds all connections and says nothing."""
    broker = trial.servers.broker
    with trial.outage("SIGSTOP of the broker", BROKER):
        broker.signal(signal.SIGSTOP)
        trial.lasting(FREEZE)
        broker.signal(signal.SIGCONT)


def away(trial: Trial) -> None:
    """Longer than the producers' delivery timeout."""
    broker = trial.servers.broker
    with trial.outage(f"the broker away {AWAY * trial.scale:.0f} s", BROKER):
        broker.kill()
        trial.lasting(AWAY)
        broker.start(UP)


def three(trial: Trial) -> None:
    """Of three brokers each is lost once: the others carry on, and it comes back."""
    brokers = list(trial.servers.brokers)
    trial.draw.shuffle(brokers)
    for number, broker in enumerate(brokers, start=1):
        lose(trial, broker, number)


def lose(trial: Trial, broker: Daemon, number: int) -> None:
    with trial.outage(f"one of three brokers lost ({number})", BROKER):
        broker.kill()
    with trial.outage(f"it is back ({number})", BROKER):
        broker.start(UP)


def links(trial: Trial) -> None:
    """Every trouble of the lines to Kafka, to Redis and to the feeds."""
    assert isinstance(trial.servers, Linked)
    for name, link in trial.servers.links.items():
        bound = REDIS if name == "redis" else BROKER
        for trouble in TROUBLES:
            with trial.outage(f"{trouble.name} to {name}", bound):
                link.begin(trouble)
                trial.lasting(TROUBLE)
                link.end()


def disk_full(trial: Trial) -> None:
    """Not a byte is free where the broker writes; it ends, and finds room when it is back."""
    assert isinstance(trial.servers, SmallDisk)
    for _ in trial.times(2):
        with trial.outage("the broker's disk full", BROKER):
            trial.servers.fill()
            trial.lasting(FULL)
            say(f"    the broker {'ended' if trial.servers.broker.process.poll() else 'lives on'}")
            trial.servers.broker.kill()
            trial.servers.clear()
            trial.servers.broker.start(UP)
