"""python -m tests.benchmarks.way [COUNT]: what an article costs beside the naive stack, same run.

CPU is user + system of a role's process and all its children, from the moment the feeds open to
the last article in Redis; imports and warm-up come before. Broker, Redis and the benchmark's own
web server are reported apart.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import redis

from config.urls import article_id
from deploy.broker import prepared_broker
from deploy.memory import prepared_memory
from tests.benchmarks.pages import FEED_SIZE, host_of
from tests.conftest import Daemon, free_port, wait_until
from tests.way.installation import ROLES, Installation

COUNT = 2000
PATIENCE = 900.0  # seconds for the whole run


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kafka, memory = servers(Path(folder))
        server = start(["tests.benchmarks.server", str(count)])
        port, feeds = map(int, server.stdout.readline().split())  # type: ignore[union-attr]
        try:
            ours = measured(Path(folder), kafka, memory, server, port, feeds, count)
            naive = start(["tests.benchmarks.naive", str(count), str(memory.port)])
            peer = json.loads(naive.communicate()[0])
        finally:
            for process in (server, kafka.process, memory.process):
                process.kill()
    report(ours, peer, count)


def servers(folder: Path) -> tuple[Daemon, Daemon]:
    port, store = free_port(), free_port()
    broker = prepared_broker(folder / "kafka", port, free_port())
    return (
        Daemon(broker, port, folder / "kafka.log"),
        Daemon(prepared_memory(folder / "redis", store), store, folder / "redis.log"),
    )


def start(module: list[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", *module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def measured(  # noqa: PLR0913, PLR0917  one call, from main
    folder: Path, kafka: Daemon, memory: Daemon, server: "subprocess.Popen[str]",
    port: int, feeds: int, count: int,
) -> dict[str, float]:  # fmt: skip
    """CPU seconds of each part and the wall seconds of the whole."""
    tables = "\n".join(
        f'[[feed]]\nurl = "http://{host_of(n)}:{port}/feed{n}.xml"\nid = "f{n}"\n'
        f'min_interval = "1s"\n'
        f'allow_addresses = ["{host_of(n)}:{port}"]\n'
        for n in range(feeds)
    )
    address = f"127.0.0.1:{kafka.port}"
    running = Installation(
        folder / "home", address, f"redis://127.0.0.1:{memory.port}/0", tables,
        WIREDESK_PAGE_DELAY="0.0001", WIREDESK_PARTITIONS="6",
        WIREDESK_KEEP_DAYS="10000",  # some pages are old, and are articles all the same
    )  # fmt: skip
    running.start()
    for role in ROLES:
        wait_until(lambda role=role: running.health(role) == 200, 60, f"{role} ready")  # type: ignore[misc]
    watched = {role: running.processes[role].pid for role in ROLES}
    watched |= {"broker": kafka.process.pid, "redis": memory.process.pid, "server": server.pid}
    before, began = {name: cpu(pid) for name, pid in watched.items()}, time.monotonic()
    assert server.stdin is not None
    server.stdin.write("\n")
    server.stdin.flush()
    prefix = running.environ["WIREDESK_PREFIX"]
    urls = [f"http://{host_of(n // FEED_SIZE)}:{port}/p{n}" for n in range(count)]
    keys = [f"{prefix}art:{article_id(url)}" for url in urls]
    store = redis.Redis(port=memory.port)
    wait_until(lambda: progress(store, keys) == count, PATIENCE, "all articles in Redis")
    spent = {name: cpu(pid) - before[name] for name, pid in watched.items()}
    spent["wall"] = time.monotonic() - began
    running.stop()
    return spent


def progress(store: redis.Redis, keys: list[str]) -> int:
    done = int(store.exists(*keys))
    print(f"\r{done} of {len(keys)}", end="", file=sys.stderr, flush=True)  # noqa: T201
    time.sleep(0.2)  # the measured processes need the cores
    return done


def cpu(pid: int) -> float:
    """User + system seconds of a process, its living children and those it has waited for."""
    root = psutil.Process(pid)
    total = 0.0
    for process in [root, *root.children(recursive=True)]:
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue  # it has just ended; its parent's next reading holds its time
    return total


def report(ours: dict[str, float], peer: dict[str, float], count: int) -> None:
    rate, whole = count / ours["wall"], sum(ours[role] for role in ROLES)
    rows = [*((role, ours[role]) for role in ROLES), ("whole way", whole)]
    rows += [(name, ours[name]) for name in ("broker", "redis", "server")]
    rows += [("naive stack", peer["cpu"])]
    lines = [
        f"\n{count} articles in Redis after {ours['wall']:.1f} s: {rate:.1f} a second",
        f"{'':12}{'CPU s':>9}{'ms/article':>12}{'articles per CPU-s':>20}",
        *(row(name, seconds, count) for name, seconds in rows),
        f"whole way / naive stack: {whole / peer['cpu']:.3f}",
    ]
    print("\n".join(lines))  # noqa: T201  a benchmark's purpose


def row(name: str, seconds: float, count: int) -> str:
    per_second = count / max(seconds, 0.01)
    return f"{name:12}{seconds:9.2f}{1000 * seconds / count:12.2f}{per_second:20.1f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
