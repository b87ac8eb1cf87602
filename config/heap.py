"""How a heap is kept small in a process that works for months.

Python keeps cycles that have survived two looks for an hour, where little else survives; glibc
keeps what is freed, in an arena of each thread that has ever worked.
"""

import ctypes
import gc

M_ARENA_MAX = -8  # glibc's malloc.h
ARENAS = 2  # a role's threads take turns at the GIL; their allocations seldom meet


def share_arenas() -> None:
    """Let all threads share a few arenas, not each fill its own. Call it before the first thread.

    What one thread has freed serves the others then. Does nothing with another C library.
    """
    option = getattr(ctypes.CDLL(None), "mallopt", None)
    if option:
        option(M_ARENA_MAX, ARENAS)


def trim() -> None:
    """Let go of all cycles, and give back what is free. It holds all threads up for a moment.

    Otherwise a process stays as large as its longest reading has made it. With another C library
    it keeps what is free.
    """
    gc.collect()
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back:
        give_back(0)  # bytes that may stay free at the heap's end
