"""python -m tests.faults.pollers [COUNT …]: pollers killed every 20 s, what the server saw of it.

For two and for four pollers (or as told): 200 feeds, asked every two seconds, an item more every
three; every 20 s one poller is killed with -9 and started again a second later. Counted by the
server: fetches of a feed sooner after the last one than its interval allows, beside the feeds that
were leased at each kill; and items that no poller has written to the ledger. Exits 1 when a promise
is broken.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import msgspec
import redis

from config.urls import article_id
from tests.benchmarks.manyfeeds import HOSTS
from tests.benchmarks.polls import KEPT
from tests.benchmarks.way import servers, start
from tests.conftest import free_port, wait_until
from tests.way.installation import COMMAND, Installation

FEEDS, INTERVAL = 200, 2.0  # seconds
KILLS, EVERY = 3, 20.0  # seconds
SOON = 0.9 * INTERVAL  # two fetches closer than this are one too many; the jitter only adds


class Crowd:
    """Some pollers of one installation, and how many feeds each kill found leased."""

    def __init__(self, running: Installation, store: redis.Redis, count: int) -> None:
        self.running, self.store, self.leased = running, store, 0
        self.ports = [free_port() for _ in range(count)]
        self.pollers = [self.spawned(port) for port in self.ports]

    def spawned(self, port: int) -> "subprocess.Popen[bytes]":
        environ = os.environ | self.running.environ
        with (self.running.home / "poll.log").open("ab") as log:
            command = [*COMMAND, "poll", "--health-port", str(port)]
            return subprocess.Popen(command, env=environ, stdout=log, stderr=log)

    def kill_one(self) -> None:
        victim = random.randrange(len(self.pollers))
        self.pollers[victim].send_signal(signal.SIGKILL)
        self.pollers[victim].wait()
        self.leased += self.held()
        time.sleep(1)  # as long as a supervisor takes
        self.pollers[victim] = self.spawned(self.ports[victim])

    def held(self) -> int:
        """Feeds that some poller, the dead one or another, has leased just now."""
        prefix = self.running.environ["WIREDESK_PREFIX"]
        pipe = self.store.pipeline(transaction=False)
        for feed in range(FEEDS):
            pipe.hexists(f"{prefix}feed:f{feed}", "lease")
        return sum(pipe.execute())

    def stop(self) -> None:
        for poller in self.pollers:
            poller.terminate()
        for poller in self.pollers:
            with suppress(subprocess.TimeoutExpired):
                poller.wait(20)


def main(counts: list[int]) -> bool:
    return min(list(map(endured, counts)))


def endured(count: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        kafka, memory = servers(Path(folder))
        server = start(["tests.benchmarks.manyfeeds"])
        port = int(server.stdout.readline())  # type: ignore[union-attr]
        try:
            address, store = f"127.0.0.1:{kafka.port}", f"redis://127.0.0.1:{memory.port}/0"
            running = Installation(
                Path(folder) / "home", address, store, tables(port),
                WIREDESK_LAG_RECORDS=KEPT, WIREDESK_LAG_SECONDS=KEPT,
            )  # fmt: skip
            running.run("topics", "create")
            return counted(Crowd(running, redis.Redis(port=memory.port), count), port)
        finally:
            for process in (server, kafka.process, memory.process):
                process.kill()


def counted(crowd: Crowd, port: int) -> bool:
    """Kill, count, say; whether the promises were kept."""
    wait_until(lambda: len(asked(port)) == FEEDS, 120, "the first round")
    for _ in range(KILLS):
        time.sleep(EVERY)  # between two kills
        crowd.kill_one()
    items = int(told(port, "/shown?end"))
    with suppress(TimeoutError):
        wait_until(lambda: not missing(crowd, items), 120, "all items in the ledger")
    missed, fetched = missing(crowd, items), asked(port)
    crowd.stop()
    fetches, twice = sum(map(len, fetched.values())), sum(map(doubles, fetched.values()))
    print(  # noqa: T201  a benchmark's purpose
        f"{len(crowd.ports)} pollers, {KILLS} kills: {fetches} fetches; too soon {twice}"
        f" (must ≤ {crowd.leased}, leased at the kills);"
        f" missed {missed} of {items * FEEDS} items (must 0)",
        flush=True,
    )
    return twice <= crowd.leased and not missed


def tables(port: int) -> str:
    return "\n".join(
        f'[[feed]]\nurl = "http://{HOSTS[n]}:{port}/news/{n}.xml"\nid = "f{n}"\n'
        f'min_interval = "{INTERVAL:.0f}s"\npages = "never"\n'
        f'allow_addresses = ["{HOSTS[n]}:{port}"]\n'
        for n in range(FEEDS)
    )


def told(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        text: bytes = answer.read()
        return text


def asked(port: int) -> dict[str, list[float]]:
    """When each feed was asked, by the server's clock."""
    return msgspec.json.decode(told(port, "/asked"), type=dict[str, list[float]])


def doubles(moments: list[float]) -> int:
    return sum(later - earlier < SOON for earlier, later in pairwise(moments))


def missing(crowd: Crowd, items: int) -> int:
    """Items that were shown and are in no line of the ledger."""
    seen = {record.key for record in crowd.running.records("articles.ledger")}
    links = (f"http://127.0.0.1/{n}/{k}" for n in range(FEEDS) for k in range(1, items + 1))
    return sum(article_id(link).encode() not in seen for link in links)


if __name__ == "__main__":
    sys.exit(not main([int(told) for told in sys.argv[1:]] or [2, 4]))
