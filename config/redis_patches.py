"""A fault of redis-py 8 on uvloop, mended until a release does: a reset that looks like a bug.

uvloop closes a connection that was reset, and says RuntimeError to whoever writes to it next;
redis-py takes that for an error of its caller, not for a server that is away, and tries no more.
The same of a server that says BUSY, as it does once a script of anybody's has taken five seconds.
"""

import errno
from typing import Any

from redis._parsers.base import BaseParser
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import BusyLoadingError

_send_packed_command = AbstractConnection._send_packed_command


def apply() -> None:
    """Put the mended method in place, and the word for BUSY. Safe to call again."""
    BaseParser.EXCEPTION_CLASSES["BUSY"] = BusyLoadingError
    setattr(AbstractConnection, "_send_packed_command", send_packed_command)  # noqa: B010  for mypy


async def send_packed_command(connection: Any, command: Any) -> None:  # noqa: ANN401  untyped
    """The same; what cannot be written to any more is a broken pipe, as asyncio has it."""
    writer = connection._writer
    try:
        await _send_packed_command(connection, command)
    except RuntimeError as closed:
        if writer is None or not writer.transport.is_closing():
            raise
        raise BrokenPipeError(errno.EPIPE, str(closed)) from closed
