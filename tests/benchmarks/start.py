"""python -m tests.benchmarks.start [STARTS]: seconds from `wiredesk up` to page, article and end.

A home of its own; the first start makes broker, topics and caches, the later ones find them.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deploy.leftovers import ended
from tests.conftest import free_block

STARTS = 3
LINES = ("the page: ", " | new | ")  # what `up` says when the page answers, and of an article
GIVEN_UP = 180.0  # seconds


def main(starts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'start':8}{'page':>8}{'article':>10}{'Ctrl-C':>10}   seconds")  # noqa: T201  a benchmark's purpose
        for number in range(1, starts + 1):
            page, article, end = one_start(Path(folder))
            print(f"{number:<8}{page:8.1f}{article:10.1f}{end:10.1f}")  # noqa: T201  a benchmark's purpose


def one_start(home: Path) -> tuple[float, float, float]:
    """Seconds until the page and until an article, and from Ctrl-C to the end."""
    environ = {"PATH": os.environ["PATH"], "WIREDESK_HOME": str(home)}
    command = [str(Path(sys.executable).with_name("wiredesk")), "up", "--port", str(free_block())]
    began = time.monotonic()
    with (home / "said").open("wb") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            page, article = (said_after(home / "said", words, began) for words in LINES)
            asked = time.monotonic()
            process.send_signal(signal.SIGINT)
            process.wait(GIVEN_UP)
            return page, article, time.monotonic() - asked
        finally:
            process.kill()
            ended(home, 0)


def said_after(log: Path, words: str, began: float) -> float:
    """Seconds until these words stand in the log. Raises TimeoutError with what stands there."""
    while words not in log.read_text(errors="replace"):
        if time.monotonic() - began > GIVEN_UP:
            raise TimeoutError(f"no {words!r} in: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)
    return time.monotonic() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STARTS)
