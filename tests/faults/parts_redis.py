"""Faults of Redis: killed, frozen, an older one restored, emptied, full."""

import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import redis

from tests.conftest import Daemon, wait_until
from tests.faults.servers import TwoMemories
from tests.faults.trial import REDIS, REST, Trial

KILLS = 4
FREEZES = (3.0, 20.0)  # seconds: within its clients' patience, and beyond it
OLDER = 15.0  # seconds that a restored append-only file lies back
FULL = 15.0  # seconds without room
ROOM = 64 << 10  # bytes that are left when it is called full


def killed(trial: Trial) -> None:
    """SIGKILL, back after some seconds, nothing of it lost."""
    memory = trial.servers.memory
    for _ in trial.times(KILLS):
        with trial.outage("SIGKILL of Redis", REDIS):
            memory.kill()
            time.sleep(trial.draw.uniform(0, 5))  # the length of the outage
            memory.start()


def frozen(trial: Trial) -> None:
    memory = trial.servers.memory
    for seconds in FREEZES:
        with trial.outage(f"SIGSTOP of Redis for {seconds * trial.scale:.0f} s", REDIS):
            memory.signal(signal.SIGSTOP)
            trial.lasting(seconds)
            memory.signal(signal.SIGCONT)


def restored(trial: Trial) -> None:
    """What each knew some seconds ago comes back, and nothing of since then."""
    for name, daemons in memories(trial).items():
        for daemon in daemons:
            shutil.rmtree(kept(daemon), ignore_errors=True)
            shutil.copytree(written(daemon), kept(daemon))
        trial.lasting(OLDER)
        with trial.outage(f"older: {name}", REDIS):
            for daemon in daemons:
                daemon.kill()
                shutil.rmtree(written(daemon))
                shutil.copytree(kept(daemon), written(daemon))
                daemon.start()


def memories(trial: Trial) -> dict[str, list[Daemon]]:
    """The store with the schedule, dedup's memory, and both."""
    assert isinstance(trial.servers, TwoMemories)
    store, dedup = trial.servers.memory, trial.servers.dedup
    return {"dedup's memory": [dedup], "the store": [store], "both": [store, dedup]}


def written(daemon: Daemon) -> Path:
    return Path(daemon.command[-1]).parent / "appendonlydir"


def kept(daemon: Daemon) -> Path:
    return written(daemon).with_name("older")


def flushed(trial: Trial) -> None:
    """FLUSHALL of each, and of both, under load."""
    for name, daemons in memories(trial).items():
        with trial.outage(f"FLUSHALL: {name}", REDIS):
            for daemon in daemons:
                emptied(daemon)


def full(trial: Trial) -> None:
    """`noeviction` and no room: every write is refused, for a while."""
    with trial.outage("Redis full", REDIS):
        client = redis.Redis(port=trial.servers.memory.port)
        used = int(client.info("memory")["used_memory"])
        client.config_set("maxmemory", used + ROOM)
        trial.lasting(FULL)
        client.config_set("maxmemory", 0)
    if evicted := client.info("stats")["evicted_keys"]:
        trial.wrong.append(f"{evicted} keys evicted")


def forgotten(trial: Trial) -> None:
    """Everything is emptied; then half of all known articles change, and half are copied."""
    assert isinstance(trial.servers, TwoMemories)
    articles = trial.one.load.entries // 2
    wait_until(lambda: trial.one.state()["shown"] == articles, REST, "all articles shown")
    wait_until(lambda: len(trial.one.installation.published()) == articles, REST, "all of them out")
    with trial.outage("FLUSHALL, then only edits and copies", REDIS):
        for daemon in (trial.servers.memory, trial.servers.dedup):
            emptied(daemon)
        trial.one.state("on")
    trial.one.settle(REST, balanced=True)
    told = Counter(
        "an update" if record["wiredesk"]["version"] > 1 else record["wiredesk"]["kind"]
        for record in trial.one.installation.published()
    )
    wanted = {"new": articles, "an update": articles // 2, "exact": articles // 2}
    trial.notes.append(", ".join(f"{count} {what}" for what, count in sorted(told.items())))
    if told != wanted:
        trial.wrong.append(f"published {dict(told)}, not {wanted}")


def emptied(daemon: Daemon) -> None:
    redis.Redis(port=daemon.port).flushall()
