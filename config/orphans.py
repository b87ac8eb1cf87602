"""Whoever imports this dies with the process that started it. For the children's fork server.

Without it a killed role leaves its fork server and a busy child behind for ever: each keeps the
pipe open by whose end the other would notice. A side effect at import, because preloading is the
only code of ours that a fork server runs.
"""

import ctypes
import signal

PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent() -> None:
    """Ask the kernel for SIGKILL when the parent's starting thread ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


die_with_parent()
