"""Work that may take for ever is left when the process is told to end."""

import asyncio

import pytest

from streams.leaving import is_done


async def test_work_is_done_unless_the_process_is_told_to_end() -> None:
    stopping, done = asyncio.Event(), asyncio.Event()

    async def short() -> None:
        done.set()

    assert await is_done(short(), stopping)
    assert done.is_set()
    asyncio.get_running_loop().call_soon(stopping.set)
    assert not await is_done(asyncio.Event().wait(), stopping)  # type: ignore[arg-type]  # True


async def test_what_goes_wrong_in_it_is_raised() -> None:
    async def broken() -> None:
        raise ValueError("odd")

    with pytest.raises(ValueError, match="odd"):
        await is_done(broken(), asyncio.Event())
