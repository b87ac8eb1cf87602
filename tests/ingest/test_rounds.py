import asyncio

from ingest.rounds import UNHURRIED, Slots


async def nothing() -> None:
    """A lease that needs no giving back."""


async def test_no_more_is_begun_than_there_is_room_for() -> None:
    slots, end = Slots(4), asyncio.Event()

    async def work() -> None:
        await end.wait()

    for _ in range(3):
        slots.start(work(), nothing)
    assert (slots.free(), slots.free(0.5), slots.free(0)) == (1, 0, 0)
    end.set()
    await slots.drain(1)
    assert slots.free() == 4


async def test_what_does_not_end_in_time_is_given_back_and_what_does_is_not() -> None:
    slots, back = Slots(4), []

    async def quick() -> None:
        await asyncio.sleep(0)

    async def returned(name: str) -> None:
        back.append(name)

    slots.start(quick(), lambda: returned("quick"))
    slots.start(asyncio.Event().wait(), lambda: returned("slow"))  # type: ignore[arg-type]  # never ends
    await slots.drain(0.05)
    assert back == ["slow"]


async def test_slow_work_takes_no_place_for_ever_and_only_so_much_of_it() -> None:
    slots, end = Slots(4, slow=2), asyncio.Event()

    async def work() -> None:
        await end.wait()

    for _ in range(4):
        slots.start(work(), nothing)
    assert slots.free() == 0
    for task, started in slots.under_way.items():
        slots.under_way[task] = started._replace(at=started.at - UNHURRIED)
    assert (slots.free(), slots.room) == (2, True)
    end.set()
    await slots.drain(1)
