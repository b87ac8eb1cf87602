"""The stages, sabotaged: each takes the place of a function of streams/."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from config.codec import CLEAN
from streams.stage import Ends, Passed
from tests.faults.inject import Chance, Function


def outlet(
    change: Callable[[Chance, list[Any]], list[Any]],
) -> Callable[[Chance, Function], Function]:
    """A sabotage of the sends of one batch."""

    def wrapper(chance: Chance, send: Function) -> Function:
        async def sabotaged(self: Any, parcels: Sequence[Any]) -> None:
            await send(self, change(chance, list(parcels)))

        return sabotaged

    return wrapper


def is_output(parcel: Any) -> bool:
    return parcel.to not in ("ledger", "dead")


def each(work: Callable[[Any], list[Any]], wanted: Callable[[Any], bool] = is_output) -> Any:
    """A sabotage of single parcels: what `work` makes of one that is struck."""
    return outlet(
        lambda chance, parcels: [
            sent
            for parcel in parcels
            for sent in (work(parcel) if wanted(parcel) and chance.strikes() else [parcel])
        ]
    )


dropped = each(lambda parcel: [])
doubled = each(lambda parcel: [parcel, parcel])
letter_lost = each(lambda parcel: [], lambda parcel: parcel.to == "dead")
misled = each(
    lambda parcel: [msgspec.structs.replace(parcel, partition=(parcel.partition + 1) % 3)]
)
unnamed = each(lambda parcel: [msgspec.structs.replace(parcel, key=b"another")])


@outlet
def swapped(chance: Chance, parcels: list[Any]) -> list[Any]:
    """Two articles of a batch exchange their values."""
    outputs = [place for place, parcel in enumerate(parcels) if is_output(parcel)]
    for one, other in zip(outputs[::2], outputs[1::2], strict=False):
        if chance.strikes():
            first, second = parcels[one], parcels[other]
            parcels[one] = msgspec.structs.replace(first, value=second.value)
            parcels[other] = msgspec.structs.replace(second, value=first.value)
    return parcels


def committed_first(chance: Chance, finish: Function) -> Function:
    """The offset is committed before the outputs are sent."""

    async def sabotaged(self: Any, events: Any, outcomes: Any) -> None:
        if chance.strikes():
            for event in events:
                event.ack()
            await self.app.consumer.commit()
            await self.outlet.is_reachable()  # some time, as a slow send takes
        await finish(self, events, outcomes)

    return sabotaged


def skipped(chance: Chance, finish: Function) -> Function:
    """A message is acknowledged unworked, as after a rebalance that was not waited for."""

    async def sabotaged(self: Any, events: Any, outcomes: Any) -> None:
        if len(events) > 1 and chance.strikes():
            events[0].ack()
            events, outcomes = events[1:], outcomes[1:]
        await finish(self, events, outcomes)

    return sabotaged


def decided(change: Callable[[Any], Any]) -> Callable[[Chance, Function], Function]:
    """A sabotage of single outcomes of a stage."""

    def wrapper(chance: Chance, decide: Function) -> Function:
        async def sabotaged(self: Any, values: Any) -> list[Any]:
            made = await decide(self, values)
            return [
                change(one) if isinstance(one, Passed) and chance.strikes() else one for one in made
            ]

        return sabotaged

    return wrapper


@decided
def cut(outcome: Any) -> Any:
    """The last paragraph is lost."""
    article = CLEAN.decode(outcome.value)
    short = article.text.rpartition("\n\n")[0] or article.text[:100]
    return Passed(CLEAN.encode(msgspec.structs.replace(article, text=short)))


@decided
def rejected(outcome: Any) -> Any:
    """A good article is called empty."""
    return Ends("empty")


@decided
def later(outcome: Any) -> Any:
    """An article bears the date of the day after."""
    article = CLEAN.decode(outcome.value)
    if article.published.at is None:
        return outcome
    tomorrow = msgspec.structs.replace(
        article.published, at=article.published.at + timedelta(days=1)
    )
    return Passed(CLEAN.encode(msgspec.structs.replace(article, published=tomorrow)))


def astray(chance: Chance, resolved_article: Function) -> Function:
    """A copy begins a story of its own."""

    def sabotaged(clean: Any, *args: Any, **named: Any) -> Any:
        made = resolved_article(clean, *args, **named)
        if made.kind in ("exact", "near") and chance.strikes():
            return msgspec.structs.replace(made, story=made.id)
        return made

    return sabotaged


def emptied(chance: Chance, dead_letter: Function) -> Function:
    """A dead letter comes without its bytes."""

    def sabotaged(*args: Any, **named: Any) -> Any:
        letter = dead_letter(*args, **named)
        return msgspec.structs.replace(letter, value=b"gone") if chance.strikes() else letter

    return sabotaged


def homeless(chance: Chance, dead_letter: Function) -> Function:
    """A dead letter does not say where it came from."""

    def sabotaged(*args: Any, **named: Any) -> Any:
        letter = dead_letter(*args, **named)
        if not chance.strikes():
            return letter
        kept = [header for header in letter.headers if header[0] != "source"]
        return msgspec.structs.replace(letter, headers=kept)

    return sabotaged


def forgotten(chance: Chance, one: Function) -> Function:
    """A message is not counted."""

    def sabotaged(self: Any, outcome: Any) -> None:
        if not chance.strikes():
            one(self, outcome)

    return sabotaged


def called_copy(chance: Chance, resolved_article: Function) -> Function:
    """A new article is called a copy of another one."""

    def sabotaged(clean: Any, *args: Any, **named: Any) -> Any:
        made = resolved_article(clean, *args, **named)
        if made.word == "new" and chance.strikes():
            return msgspec.structs.replace(made, kind="exact", word="exact", of="a" * 26)
        return made

    return sabotaged


def broken_meanwhile(chance: Chance, work: Function) -> Function:
    """Everything raises while a file says so, as in a release with a bug."""

    def sabotaged(*args: Any, **named: Any) -> Any:
        if chance.is_broken():
            raise RuntimeError("a bug of this release")
        return work(*args, **named)

    return sabotaged
