"""`python -m tests.benchmarks.hostile [made|found] [every]`: hostile pages in children.

Every document ends: with a verdict, or as `timeout` or `broken` within its deadline and a second;
no child above 512 MiB. The parent is one process from begin to end: that it prints anything shows
that no page ended it. Exit 1 if one of these is not so.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import psutil

from config.children import Children, Killed
from config.codec import RAW
from config.settings import load_settings
from deploy.commands.try_page import Line, Task, Tried, page_children, raw_of
from tests.benchmarks.hostilepages import found_documents, made_documents
from tests.conftest import SHARED

Pages = Children[Task, Tried]
MOMENT = "2026-11-22T08:31:05.117Z"
BATCH = 16
LIMIT = 512  # MiB of a child
LATE = 1.0  # seconds after the deadline


def main(options: Sequence[str] = ()) -> int:
    settings = load_settings()
    stage = page_children(settings)
    every = next((int(option) for option in options if option.isdecimal()), 1)
    documents = islice(chosen(options), 0, None, every)
    try:
        ends, slowest, largest = asyncio.run(through(stage, documents))
    finally:
        stage.stop()
    deadline = 2 * settings.parse_cpu + 1
    sys.stdout.write(
        f"{ends.total()} documents: {dict(ends.most_common())}\n"
        f"slowest single document {slowest[0]:.2f} s ({slowest[1]}), "
        f"must <= {deadline + LATE:.0f} s\n"
        f"largest child {largest} MiB, must <= {LIMIT} MiB\n"
    )
    return 0 if slowest[0] <= deadline + LATE and largest <= LIMIT else 1


def chosen(options: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    if "found" not in options:
        yield from made_documents()
    if "made" not in options and SHARED.exists():
        yield from found_documents(SHARED / "data")


async def through(
    stage: Pages, documents: Iterator[tuple[str, bytes]]
) -> tuple[Counter[str], tuple[float, str], int]:
    ends: Counter[str] = Counter()
    slowest, largest = (0.0, ""), 0
    while batch := list(islice(documents, BATCH)):
        began = time.monotonic()
        outcomes = await stage.results([message(name, body) for name, body in batch])
        ends.update(map(word, outcomes))
        if time.monotonic() - began > 1:  # which of them was it?
            slowest = max(slowest, await slow_one(stage, batch))
        largest = max(largest, largest_child())
        sys.stderr.write(f"{ends.total()} documents, {largest} MiB\r")
    return ends, slowest, largest


async def slow_one(stage: Pages, batch: list[tuple[str, bytes]]) -> tuple[float, str]:
    times = []
    for name, body in batch:
        began = time.monotonic()
        (made,) = await stage.results([message(name, body)])
        times.append((time.monotonic() - began, f"{name}: {word(made)}"))
    return max(times)


def message(name: str, body: bytes) -> Task:
    raw = raw_of(Line(file=name, url="https://ziar.example/stiri/podul"), body, MOMENT)
    return Task(message=RAW.encode(raw), explain=False)


def word(made: Tried | Killed) -> str:
    """The verdict, or what broke."""
    return made.reason if isinstance(made, Killed) else made.verdict


def largest_child() -> int:
    """MiB of the largest of this process's children, as they are now."""
    sizes = [0]
    for child in psutil.Process().children(recursive=True):
        try:
            sizes.append(child.memory_info().rss >> 20)
        except psutil.NoSuchProcess:
            continue
    return max(sizes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
