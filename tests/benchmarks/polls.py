"""python -m tests.benchmarks.polls [SECONDS]: polls per CPU-second, beside feedparser, same run.

Ours: `wiredesk poll` with everything it keeps (leases, marks, ledger, raw records), its children
included, saturated by 2,000 feeds that may be asked every second. Peer: one sequential
feedparser.parse(url) after another, with and without validators. Prints the mix that was measured.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

import feedparser
import psutil

from config.clients import redis_client
from config.feeds import feed_files, load_feeds
from ingest.roster import Roster
from ingest.trust import ENOUGH
from ingest.turn import Turn, packed
from tests.benchmarks.feedserver import HOSTS
from tests.benchmarks.way import servers, start
from tests.conftest import Daemon, wait_until
from tests.way.installation import COMMAND, Installation

FEEDS = 2000
SECONDS = 20.0
WARM = 5 * FEEDS  # polls before the measurement: the first of each feed is none of the mix
PATIENCE = 240.0  # seconds for the warm-up
PEER_POLLS = 200
STARTS = 5
MUST_AIM = {"ours": (1500, 3000), "plain": (30, 60), "etag": (3.5, 6)}  # issue 5
MUST_START, AIM_START = 1.0, 0.3  # seconds
KEPT = "100000000"  # records and seconds of lag that stop nobody: here nobody reads
POLLED = re.compile(r'^wiredesk_feed_polls_total\{result="(\w+)"\} (\S+)$', re.MULTILINE)


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kafka, memory = servers(Path(folder))
        server = start(["tests.benchmarks.feedserver", str(FEEDS)])
        port = int(server.stdout.readline())  # type: ignore[union-attr]
        try:
            running = installation(Path(folder), kafka, memory, port)
            ours = measured(running, seconds)
            starts = [start_seconds(running) for _ in range(STARTS)]
            plain, etag = (sequential(port, conditional=etag) for etag in (False, True))
        finally:
            for process in (server, kafka.process, memory.process):
                process.kill()
    say("wiredesk poll", f"{ours:8.0f} polls per CPU-s", *MUST_AIM["ours"])
    say("feedparser.parse(url)", f"{plain:8.0f}   ours {ours / plain:.1f}×", *MUST_AIM["plain"])
    say("… with etag", f"{etag:8.0f}   ours {ours / etag:.1f}×", *MUST_AIM["etag"])
    wall, spent = sorted(starts)[STARTS // 2]
    say("start until ready", f"{wall:8.2f} s, {spent:.2f} s of CPU", MUST_START, AIM_START)


def say(what: str, found: str, must: float, aim: float) -> None:
    print(f"{what:24}{found:32} must {must:g}, aim {aim:g}")  # noqa: T201  a benchmark's purpose


def installation(folder: Path, kafka: Daemon, memory: Daemon, port: int) -> Installation:
    """A poller's home. Its feeds are trusted to the fast reader, as after their third reading."""
    tables = "\n".join(
        f'[[feed]]\nurl = "http://{host(n)}:{port}/{n}.xml"\nid = "f{n}"\nmin_interval = "1s"\n'
        f'pages = "never"\nallow_addresses = ["{host(n)}:{port}"]\n'
        for n in range(FEEDS)
    )
    address, store = f"127.0.0.1:{kafka.port}", f"redis://127.0.0.1:{memory.port}/0"
    endless = {"WIREDESK_LAG_RECORDS": KEPT, "WIREDESK_LAG_SECONDS": KEPT}
    running = Installation(folder / "home", address, store, tables, **endless)
    asyncio.run(trust(running))
    return running


async def trust(running: Installation) -> None:
    settings = running.settings
    client, feeds = redis_client(settings), load_feeds(*feed_files(settings))
    await Roster(client, settings.prefix, 1).sync(feeds)
    trusted = packed(Turn(trust=ENOUGH))
    for feed in feeds:
        await client.append(f"{settings.prefix}feed:{feed.id}:known", trusted)
    await client.aclose()


def measured(running: Installation, seconds: float) -> float:
    """Polls per CPU-second, children and what they have waited for included."""
    running.start("poll")
    try:
        wait_until(lambda: polls(running).total() > WARM, PATIENCE, "the warm-up")
        process = psutil.Process(running.processes["poll"].pid)
        (own, children), before = spent(process), polls(running)
        time.sleep(seconds)  # the length of the measurement
        done = polls(running) - before
        (own_after, children_after), count = spent(process), done.total()
    finally:
        running.stop()
    own, children = own_after - own, children_after - children
    mix = ", ".join(f"{100 * n / count:.1f} % {word}" for word, n in done.most_common())
    parts = f"{1e6 * own / count:.0f} µs CPU each and {1e6 * children / count:.0f} of children"
    load = (
        f"load {os.getloadavg()[0]:.1f}; below 500 polls a second what a second costs counts most"
    )
    print(f"{count} polls, {count / seconds:.0f} a second: {mix}; {parts}; {load}")  # noqa: T201
    return count / (own + children)


def spent(process: psutil.Process) -> tuple[float, float]:
    """CPU seconds of a process, and of its children, those that have ended included."""
    times, others = process.cpu_times(), 0.0
    for child in process.children(recursive=True):
        try:
            others += sum(child.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue  # it has just ended; its parent's next reading holds its time
    return times.user + times.system, others + times.children_user + times.children_system


def host(feed: int) -> str:
    return HOSTS[feed % len(HOSTS)]


def polls(running: Installation) -> Counter[str]:
    """Polls so far by how they went, by the poller's own count."""
    try:
        with urllib.request.urlopen(running.health_url("poll", "/metrics"), timeout=5) as answer:
            text = answer.read().decode()
    except OSError:
        return Counter()
    return Counter({word: int(float(count)) for word, count in POLLED.findall(text)})


def start_seconds(running: Installation) -> tuple[float, float]:
    """Wall and CPU seconds from a poller's start until it is ready."""
    began = time.monotonic()
    command = [*COMMAND, "poll", "--health-port", str(running.ports["poll"])]
    process = subprocess.Popen(
        command,
        env=os.environ | running.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: running.health("poll") == 200, 60, "a poller that is ready")
    wall, (own, children) = time.monotonic() - began, spent(psutil.Process(process.pid))
    process.terminate()
    process.wait()
    return wall, own + children


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
