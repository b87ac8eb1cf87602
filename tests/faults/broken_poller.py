"""The poller, sabotaged: each takes the place of a function of ingest/."""

from typing import Any

import msgspec

from config.metrics import SEEN
from config.moments import milliseconds, moment
from tests.faults.inject import Chance, Function


def untold(chance: Chance, tell: Function) -> Function:
    """A seen line is never written."""

    async def sabotaged(self: Any, wanted: Any, unwanted: Any) -> None:
        await tell(self, [seen for seen in wanted if not chance.strikes()], unwanted)

    return sabotaged


def overlooked(chance: Chance, news: Function) -> Function:
    """An entry is marked as known and forgotten."""

    async def sabotaged(*args: Any, **named: Any) -> Any:
        told = await news(*args, **named)
        kept = tuple(seen for seen in told.wanted if not chance.strikes())
        return msgspec.structs.replace(told, wanted=kept)

    return sabotaged


def saved_untold(chance: Chance, news: Function) -> Function:
    """Validators and marks are saved, as if the process died before lines and frontier."""

    def sabotaged(*args: Any, **named: Any) -> Any:
        told = news(*args, **named)
        if told.wanted and chance.strikes():
            return msgspec.structs.replace(told, wanted=(), unwanted=())
        return told

    return sabotaged


def unsent(chance: Chance, send: Function) -> Function:
    """A send fails and nobody is told."""

    async def sabotaged(self: Any, raw: Any) -> None:
        if not chance.strikes():
            await send(self, raw)

    return sabotaged


def done_first(chance: Chance, bring_in: Function) -> Function:
    """The entry leaves the frontier before the broker has it, and the process dies between."""

    async def sabotaged(self: Any, errand: Any) -> None:
        if chance.strikes():
            await self._memory.done(errand, await self._pages.page(errand))
        else:
            await bring_in(self, errand)

    return sabotaged


def older(chance: Chance, sighting: Function) -> Function:
    """A version bears the moment of a day before."""

    def sabotaged(*args: Any, **named: Any) -> Any:
        made = sighting(*args, **named)
        if chance.strikes():
            return msgspec.structs.replace(made, seen_at=moment(milliseconds(made.seen_at) - 10**8))
        return made

    return sabotaged


def elsewhere(chance: Chance, seen_line: Function) -> Function:
    """The ledger names another feed."""

    def sabotaged(seen: Any) -> Any:
        return seen_line(msgspec.structs.replace(seen, feed="f0") if chance.strikes() else seen)

    return sabotaged


def mixed_up(chance: Chance, page: Function) -> Function:
    """An entry gets the page of the one before."""
    before: list[Any] = []

    async def sabotaged(*args: Any) -> Any:
        told = await page(*args)
        if told.body and before and chance.strikes():
            return before[-1]
        if told.body:
            before[:] = [told]
        return told

    return sabotaged


def uncounted(chance: Chance, save: Function) -> Function:
    """A poll's news is saved, and not counted."""

    async def sabotaged(*args: Any, **named: Any) -> str:
        before = SEEN._value.get()
        word: str = await save(*args, **named)
        if SEEN._value.get() > before and chance.strikes():
            SEEN._value.set(before)
        return word

    return sabotaged
