"""Publisher and server, sabotaged: each takes the place of a function of streams/."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from tests.faults.inject import Chance, Function


def doubled(chance: Chance, sendings: Function) -> Function:
    """A record is sent twice in its transaction."""

    def sabotaged(outcome: Any, *args: Any) -> Iterator[Any]:
        sent = list(sendings(outcome, *args))
        if outcome.record and chance.strikes():
            sent.insert(0, sent[0])
        yield from sent

    return sabotaged


def without(part: str) -> Callable[[Chance, Function], Function]:
    """What goes to one kind of topic is left out."""

    def wrapper(chance: Chance, sendings: Function) -> Function:
        def sabotaged(*args: Any) -> Iterator[Any]:
            for one in sendings(*args):
                if not (part in one.topic and chance.strikes()):
                    yield one

        return sabotaged

    return wrapper


def skipped_version(chance: Chance, published_record: Function) -> Function:
    """A version's number is one too high."""

    def sabotaged(*args: Any, version: int, **named: Any) -> Any:
        return published_record(*args, version=version + chance.strikes(), **named)

    return sabotaged


def without_way(chance: Chance, published_record: Function) -> Function:
    """A record does not tell its last stage."""

    def sabotaged(article: Any, **named: Any) -> Any:
        short = article.way[:-1] if chance.strikes() else article.way
        return published_record(msgspec.structs.replace(article, way=short), **named)

    return sabotaged


def on_no_desk(chance: Chance, desks_of: Function) -> Function:
    """No desk wants an article, it seems."""

    def sabotaged(*args: Any, **named: Any) -> Any:
        return set() if chance.strikes() else desks_of(*args, **named)

    return sabotaged


def seen_before(chance: Chance, first_seen: Function) -> Function:
    """A new article was seen first in another year."""

    def sabotaged(article: Any, head: Any) -> Any:
        told = first_seen(article, head)
        return f"2017{told[4:]}" if head is None and chance.strikes() else told

    return sabotaged


def late(chance: Chance, version_of: Function) -> Function:
    """A version goes where later ones are on the timelines."""

    def sabotaged(record: Any, value: Any, published_ms: int) -> Any:
        return version_of(record, value, published_ms + 60_000 * chance.strikes())

    return sabotaged


def older_head(chance: Chance, flat: Function) -> Function:
    """What is remembered of an article is of a moment before."""

    def sabotaged(head: Any) -> Any:
        if chance.strikes():
            head = msgspec.structs.replace(head, seen_at=f"2017{head.seen_at[4:]}")
        return flat(head)

    return sabotaged


def seen_anew(chance: Chance, first_seen: Function) -> Function:
    """A later version forgets when its article was seen first."""

    def sabotaged(article: Any, head: Any) -> Any:
        return first_seen(article, None if head and chance.strikes() else head)

    return sabotaged


def no_copy(chance: Chance, is_copy: Function) -> Function:
    """A copy goes where articles are."""

    def sabotaged(*args: Any) -> bool:
        return bool(is_copy(*args)) and not chance.strikes()

    return sabotaged


def superseded(chance: Chance, word_of: Function) -> Function:
    """A version that should pass is passed by."""

    def sabotaged(*args: Any, **named: Any) -> Any:
        word = word_of(*args, **named)
        return "superseded" if word == "published" and chance.strikes() else word

    return sabotaged


def moved_back(chance: Chance, transaction: Function) -> Function:
    """An offset is committed that lies before the last one."""

    async def sabotaged(self: Any, made: Any, position: int, now: int) -> Any:
        told = 1 if position > 60 and chance.strikes() else position
        return await transaction(self, made, told, now)

    return sabotaged


def aborted(chance: Chance, transaction: Function) -> Function:
    """A transaction is given up and done again."""

    async def sabotaged(self: Any, made: Any, position: int, now: int) -> Any:
        if chance.strikes():
            await self._producer.begin_transaction()
            topic, at = self._topics.enriched, self.partition
            await self._producer.send_and_wait(topic, b"{}", key=b"given up", partition=at)
            await self._producer.abort_transaction()
        return await transaction(self, made, position, now)

    return sabotaged


def unfolded(chance: Chance, apply: Function) -> Function:
    """The mark moves, and one version of the batch is not folded."""

    async def sabotaged(self: Any, versions: Any, ends: Any) -> None:
        kept = list(versions)
        if kept and chance.strikes():
            kept.pop()
        await apply(self, kept, ends)

    return sabotaged


def unfenced(chance: Chance, apply: Function) -> Function:
    """A lane that should have ended long ago writes its version over a newer one."""
    old: dict[str, Any] = {}

    async def sabotaged(self: Any, versions: Any, ends: Any) -> None:
        versions = list(versions)
        await apply(self, versions, ends)
        for version in versions:
            before = old.setdefault(version.id, version)
            if before is not version and chance.strikes():
                await self.redis.set(f"{self.prefix}art:{version.id}", before.value)

    return sabotaged


def unspread(chance: Chance, spread: Function) -> Function:
    """A record does not reach those who listen."""

    def sabotaged(self: Any, record: Any) -> None:
        if not chance.strikes():
            spread(self, record)

    return sabotaged


def told_twice(chance: Chance, article: Function) -> Function:
    """An event is sent twice under one id."""

    def sabotaged(*args: Any) -> bytes:
        return bytes(article(*args)) * (2 if chance.strikes() else 1)

    return sabotaged
