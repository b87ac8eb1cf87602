"""Freed memory is the system's again, and threads share their heaps."""

import gc
import subprocess
import sys
from weakref import ref

from config.heap import ARENAS, trim

HOLED = """
import psutil
from config.heap import trim

held = [bytes(2000) for _ in range(100_000)]  # too small for mmap, too large for Python's own pools
last = held.pop()  # above all others: without `trim` nothing below it is given back
full = psutil.Process().memory_info().rss
held.clear()
trim()
print(full - psutil.Process().memory_info().rss)
"""

WORK = """
import ctypes, threading
from config.heap import share_arenas

{first}
together = threading.Barrier(8)

def work():
    held = [bytes(2000) for _ in range(100)]
    together.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
ctypes.CDLL(None).malloc_stats()  # says it on stderr, arena by arena
"""


def test_what_was_freed_is_given_back() -> None:
    told = subprocess.run([sys.executable, "-c", HOLED], check=True, capture_output=True).stdout
    assert int(told) > 100 << 20


def test_cycles_are_let_go() -> None:
    class Turn:
        """It refers to itself, as what a coroutine leaves often does."""

        def __init__(self) -> None:
            self.me = self

    gc.disable()
    try:
        gone = ref(Turn())
        assert gone() is not None
        trim()
        assert gone() is None
    finally:
        gc.enable()


def test_threads_share_a_few_arenas() -> None:
    assert arenas(first="") > ARENAS, "each has its own, up to eight for a processor"
    assert arenas(first="share_arenas()") == ARENAS


def arenas(first: str) -> int:
    code = WORK.format(first=first)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stderr.count("Arena ")
