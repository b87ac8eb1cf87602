"""What many polls want of children, taken there together: an errand costs what its work does."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic

from config.children import Children, Killed, Result, Task

GATHERED = 0.05  # seconds in which items gather
MOST = 8  # items that do: each adds a second to the deadline of all
SMALL = 1 << 18  # bytes of such an item; large ones would share a child's memory


class Gathering(Generic[Task, Result]):
    """Children for items of many callers: small ones that come together are worked on together."""

    def __init__(self, children: Children[Task, Result], size: Callable[[Task], int]) -> None:
        """`size` is an item's, in bytes."""
        self._children, self._size = children, size
        self._open: list[Task] = []
        self._errand: asyncio.Task[list[Result | Killed]] | None = None

    async def results(self, items: Sequence[Task]) -> list[Result | Killed]:
        """One value per item, in order, as the children's own."""
        if any(self._size(item) > SMALL for item in items):
            return await self._children.results(items)
        if self._errand is None or len(self._open) >= MOST:
            self._open = []
            self._errand = asyncio.create_task(self._run(self._open))
        errand, first = self._errand, len(self._open)
        self._open += items
        told = await asyncio.shield(errand)  # a caller that gives up ends no other
        return told[first : first + len(items)]

    async def _run(self, items: list[Task]) -> list[Result | Killed]:
        await asyncio.sleep(GATHERED)
        if self._open is items:
            self._errand = None
        return await self._children.results(items)
