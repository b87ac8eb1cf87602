"""Memory that a burst of work has freed, given back to the system.

glibc keeps it, in an arena of each thread that has ever worked: after each long reading a process
would stay as large as that reading has made it.
"""

import ctypes


def trim() -> None:
    """Give back what is free; some milliseconds. Does nothing with another C library."""
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back:
        give_back(0)  # bytes that may stay free at the heap's end
