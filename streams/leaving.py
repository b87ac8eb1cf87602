"""Work that may take for ever must not keep a process that is told to end."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def is_done(work: Coroutine[Any, Any, None], stopping: asyncio.Event) -> bool:
    """Do this to its end, unless told to stop meanwhile; whether it was done. Raises its error."""
    task, told = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not task.done():
        task.cancel()
        return False
    task.result()
    return True
