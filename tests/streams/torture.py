"""`python -m tests.streams.torture [messages] [seed]`: the kill test for as long as you like.

Fifteen kills, five freezes, three emptied stores and two broker kills per 10,000 messages, with
all points of tests/streams/test_publish.py; exit 1 if anything was lost, repeated or wrong.
"""

import logging
import sys
import tempfile
from pathlib import Path

from deploy.broker import prepared_broker
from deploy.memory import prepared_memory
from tests.conftest import Daemon, free_port
from tests.streams.editions import Editions
from tests.streams.publishing import Publishing
from tests.streams.test_publish import POINTS, Trouble, withstood

RATE = 120.0  # messages a second: slow enough for trouble to meet traffic


def main(messages: int = 10_000, seed: int = 1) -> int:
    logging.basicConfig(level="CRITICAL")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        port, store = free_port(), free_port()
        broker = Daemon(prepared_broker(home / "k", port, free_port()), port, home / "k.log")
        memory = Daemon(prepared_memory(home / "r", store), store, home / "r.log")
        try:
            return tortured(home, broker, memory, messages, seed)
        finally:
            broker.kill()
            memory.kill()


def tortured(home: Path, broker: Daemon, memory: Daemon, messages: int, seed: int) -> int:
    redis_url = f"redis://127.0.0.1:{memory.port}/0"
    run = Publishing(home / "torture", f"127.0.0.1:{broker.port}", redis_url, partitions=4)
    editions = Editions(messages, seed, articles=max(10, messages // 10))
    share = messages / 10_000
    trouble = Trouble(round(15 * share), round(5 * share), round(3 * share), round(2 * share))
    events = sum(trouble[:4])
    pause = max(1.0, (messages / RATE - 8 * trouble.stops) / max(1, events))
    run.start(2, *POINTS)
    try:
        state = withstood(run, broker, editions, trouble._replace(pause=pause), RATE)
        faults = {line.split(" ", 1)[1] for line in run.log().splitlines() if "fault:" in line}
    finally:
        run.stop()
    sys.stdout.write(
        f"{len(editions.articles)} messages, {len(state.records)} published, {trouble}\n"
        f"ends of processes: {dict(run.exits)}; points struck: {sorted(faults)}\n"
        f"faults: {state.wrong or 'none'}\n"
    )
    return 1 if state.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
