"""python -m tests.benchmarks.punctual [rates|slow]: do polls begin when they are due?

`rates`: at 90 and at 400 polls a second, one poller, how late they begin by its own histogram.
`slow`: 500 feeds that answer at once, polled alone and then beside 500 that send a byte a second,
from a poller's first second on: polls and gaps between them, counted by their server. Both without
an argument; about four minutes.
"""

import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.manyfeeds import HOSTS
from tests.benchmarks.polls import KEPT
from tests.benchmarks.way import servers, start
from tests.conftest import Daemon, wait_until
from tests.faults.pollers import asked
from tests.way.installation import Installation

RATES = {90: 99.0, 400: 99.0}  # polls a second, must and aim → % that begin in time (issue 5)
INTERVAL, MIDDLE = 20, 1.05  # seconds between polls of a feed, and half of the jitter of a tenth
WINDOW = 40.0  # seconds that are measured
IN_TIME = 60  # seconds: a tenth of such an interval is less
GOOD, SLOW, OFTEN = 500, 500, 5  # feeds, and seconds between polls of a good one
MUST, AIM = 10.0, 2.0  # % by which slow feeds may move the good ones
BUCKET = re.compile(r'^wiredesk_feed_poll_lateness_seconds_bucket\{le="([^"]+)"\} (\S+)$', re.M)


def main(what: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kafka, memory = servers(Path(folder))
        try:
            if what != "slow":
                for rate in RATES:
                    say(lateness(Path(folder) / f"home{rate}", kafka, memory, rate))
            if what != "rates":
                alone = gaps(Path(folder) / "alone", kafka, memory, 0)
                say(moved(alone, gaps(Path(folder) / "beside", kafka, memory, SLOW)))
        finally:
            for daemon in (kafka, memory):
                daemon.kill()


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  a benchmark's purpose


def lateness(home: Path, kafka: Daemon, memory: Daemon, rate: int) -> str:
    """At so many polls a second: what share began in time, and what share at once."""
    server, port = served()
    count = round(rate * INTERVAL * MIDDLE)
    running = installation(home, kafka, memory, tables(port, count, "still", INTERVAL))
    running.start("poll")
    wait_until(lambda: len(asked(port)) == count, 120, "the first round")
    before = buckets(running)
    time.sleep(WINDOW)  # the length of the measurement
    late = {le: n - before.get(le, 0) for le, n in buckets(running).items()}
    running.stop()
    server.kill()
    total = late["+Inf"]
    return (
        f"{total / WINDOW:.0f} polls a second of {count} feeds: {100 * late['60.0'] / total:.2f} %"
        f" within {IN_TIME} s (must {RATES[rate]:g} %),"
        f" {100 * late['1.0'] / total:.2f} % within 1 s"
    )


def buckets(running: Installation) -> dict[str, float]:
    with urllib.request.urlopen(running.health_url("poll", "/metrics"), timeout=30) as answer:
        return {le: float(count) for le, count in BUCKET.findall(answer.read().decode())}


def gaps(home: Path, kafka: Daemon, memory: Daemon, slow: int) -> list[float]:
    """Seconds between the polls of each good feed, beside so many slow ones."""
    server, port = served()
    feeds = tables(port, GOOD, "still", OFTEN) + tables(port, slow, "slow", OFTEN)
    running = installation(home, kafka, memory, feeds)
    running.start("poll")
    wait_until(lambda: asked(port), 120, "the first poll")
    time.sleep(WINDOW)  # the length of the measurement
    polled = [moments for path, moments in asked(port).items() if path.startswith("/still/")]
    running.stop()
    server.kill()
    return sorted(after - before for moments in polled for before, after in pairwise(moments))


def moved(alone: list[float], beside: list[float]) -> str:
    def mean(gaps: list[float]) -> float:
        return sum(gaps) / len(gaps)

    def p99(gaps: list[float]) -> float:
        return gaps[int(0.99 * len(gaps))]

    by = 100 * (mean(beside) / mean(alone) - 1)
    return (
        f"{GOOD} good feeds alone: every {mean(alone):.2f} s (p99 {p99(alone):.2f});"
        f" beside {SLOW} slow ones: every {mean(beside):.2f} s (p99 {p99(beside):.2f}):"
        f" moved by {by:.1f} % (must {MUST:g}, aim {AIM:g}), {len(alone)} and {len(beside)} polls"
    )


def served() -> tuple["subprocess.Popen[str]", int]:
    server = start(["tests.benchmarks.manyfeeds"])
    return server, int(server.stdout.readline())  # type: ignore[union-attr]


def installation(home: Path, kafka: Daemon, memory: Daemon, feeds: str) -> Installation:
    address, store = f"127.0.0.1:{kafka.port}", f"redis://127.0.0.1:{memory.port}/0"
    endless = {"WIREDESK_LAG_RECORDS": KEPT, "WIREDESK_LAG_SECONDS": KEPT}
    return Installation(home, address, store, feeds, **endless)


def tables(port: int, count: int, kind: str, interval: int) -> str:
    return "".join(
        f'[[feed]]\nurl = "http://{HOSTS[n % len(HOSTS)]}:{port}/{kind}/{n}.xml"\n'
        f'id = "{kind}{n}"\nmin_interval = "{interval}s"\npages = "never"\n'
        f'allow_addresses = ["{HOSTS[n % len(HOSTS)]}:{port}"]\n'
        for n in range(count)
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
