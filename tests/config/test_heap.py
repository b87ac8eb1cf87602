"""Freed memory is the system's again."""

import subprocess
import sys

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


def test_what_was_freed_is_given_back() -> None:
    told = subprocess.run([sys.executable, "-c", HOLED], check=True, capture_output=True).stdout
    assert int(told) > 100 << 20
