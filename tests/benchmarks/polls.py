"""python -m tests.benchmarks.polls [SECONDS]: polls per CPU-second, beside feedparser, same run.

Ours: `wiredesk poll` with everything it keeps (leases, marks, ledger, raw records), its children
included, saturated by 800 feeds that may be asked every second; after a warm-up. Peer: one
sequential feedparser.parse(url) after another, with and without validators.
"""

import re
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import feedparser

from tests.benchmarks.feedserver import HOSTS
from tests.benchmarks.way import cpu, servers, start
from tests.conftest import wait_until
from tests.way.installation import Installation

FEEDS = 800
SECONDS = 20.0
WARM = 4800  # polls before the measurement: six of each feed, of which four brought news
PEER_POLLS = 200


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kafka, memory = servers(Path(folder))
        server = start(["tests.benchmarks.feedserver", str(FEEDS)])
        port = int(server.stdout.readline())  # type: ignore[union-attr]
        try:
            ours = measured(Path(folder), kafka.port, memory.port, port, seconds)
            plain = sequential(port, conditional=False)
            conditional = sequential(port, conditional=True)
        finally:
            for process in (server, kafka.process, memory.process):
                process.kill()
    rows = (
        ("wiredesk poll", ours),
        ("feedparser.parse(url)", plain),
        ("… with etag", conditional),
    )
    lines = [f"{name:24}{rate:10.0f} polls per CPU-s{ours / rate:8.1f}×" for name, rate in rows]
    print("\n".join(lines))  # noqa: T201  a benchmark's purpose


def measured(folder: Path, kafka: int, memory: int, port: int, seconds: float) -> float:
    tables = "\n".join(
        f'[[feed]]\nurl = "http://{host(n)}:{port}/{n}.xml"\nid = "f{n}"\nmin_interval = "1s"\n'
        f'pages = "never"\nallow_addresses = ["{host(n)}:{port}"]\n'
        for n in range(FEEDS)
    )
    address, store = f"127.0.0.1:{kafka}", f"redis://127.0.0.1:{memory}/0"
    endless = {
        "WIREDESK_LAG_RECORDS": "100000000",
        "WIREDESK_LAG_SECONDS": "100000",
    }  # nobody reads
    running = Installation(folder / "home", address, store, tables, **endless)
    running.start("poll")
    wait_until(lambda: polls(running) > WARM, 240, "the warm-up")
    pid = running.processes["poll"].pid
    spent, before = cpu(pid), polls(running)
    time.sleep(seconds)  # the length of the measurement
    rate = (polls(running) - before) / (cpu(pid) - spent)
    running.stop()
    return rate


def host(feed: int) -> str:
    return HOSTS[feed % len(HOSTS)]


def polls(running: Installation) -> float:
    """Polls so far, by the poller's own count."""
    try:
        with urllib.request.urlopen(running.health_url("poll", "/metrics"), timeout=5) as answer:
            text = answer.read().decode()
    except OSError:
        return 0
    found = re.findall(r"^wiredesk_feed_polls_total\{[^}]*\} (\S+)$", text, re.MULTILINE)
    return sum(map(float, found))


def sequential(port: int, *, conditional: bool) -> float:
    """Polls per CPU-second of feedparser alone."""
    etags: dict[int, str] = {}
    began = time.process_time()
    for n in range(PEER_POLLS):
        feed = n % 20
        answer = feedparser.parse(
            f"http://{host(feed)}:{port}/{feed}.xml", etag=etags.get(feed) if conditional else None
        )
        etags[feed] = answer.get("etag") or etags.get(feed, "")
    return PEER_POLLS / (time.process_time() - began)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
