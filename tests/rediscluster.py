"""A real cluster of three redis-servers, and a real primary with a replica and a sentinel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from deploy.memory import prepared_memory
from tests.conftest import Daemon, free_port, wait_until

SLOTS = 16384
SERVICE = "wiredesk"


def a_server(folder: Path, port: int, *options: str) -> Daemon:
    return Daemon([*prepared_memory(folder, port), *options], port, folder / "log")


@contextmanager
def three_nodes(folder: Path) -> Iterator[list[Daemon]]:
    """Three primaries that share the slots, by CLUSTER commands (redis-cli may be absent)."""
    daemons = []
    for number in range(3):
        port, bus = free_port(), free_port()
        options = ("--cluster-enabled", "yes", "--cluster-port", str(bus))
        daemons.append(a_server(folder / str(number), port, *options))
    nodes: list[Any] = [redis.Redis(port=one.port) for one in daemons]
    try:
        share = SLOTS // 3 + 1
        for number, (node, daemon) in enumerate(zip(nodes, daemons, strict=True)):
            last = min(SLOTS, (number + 1) * share) - 1
            node.execute_command("CLUSTER ADDSLOTSRANGE", number * share, last)
            place = "127.0.0.1", daemon.port, daemon.command[-1]  # and the port of its bus
            nodes[0].execute_command("CLUSTER MEET", *place)
        wait_until(lambda: all(is_ok(node) for node in nodes), what="a cluster of three")
        yield daemons
    finally:
        for node in nodes:
            node.close()
        for one in daemons:
            one.kill()


def is_ok(node: Any) -> bool:
    told = node.execute_command("CLUSTER INFO")
    return bool(told["cluster_state"] == "ok" and told["cluster_known_nodes"] == "3")


@contextmanager
def primary_and_replica(folder: Path) -> Iterator[tuple[Daemon, Daemon, int]]:
    """The primary, its replica, the port of the sentinel that watches them."""
    first, second, port = free_port(), free_port(), free_port()
    primary = a_server(folder / "primary", first)
    replica = a_server(folder / "replica", second, "--replicaof", "127.0.0.1", str(first))
    file = folder / "sentinel.conf"
    file.write_text(
        f"port {port}\ndir {folder}\nsentinel monitor {SERVICE} 127.0.0.1 {first} 1\n"
        f"sentinel down-after-milliseconds {SERVICE} 500\n"
        f"sentinel failover-timeout {SERVICE} 3000\n"
    )
    sentinel = Daemon(["redis-server", str(file), "--sentinel"], port, folder / "sentinel.log")
    asked = redis.Redis(port=port, decode_responses=True)
    try:
        wait_until(lambda: asked.sentinel_slaves(SERVICE), what="a sentinel that knows the replica")
        yield primary, replica, port
    finally:
        asked.close()
        for one in (sentinel, replica, primary):
            one.kill()
