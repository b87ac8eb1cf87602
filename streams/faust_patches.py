"""Faults of faust-streaming 0.15.3 that lose messages or hang, mended until a release does.

Each has a regression test in tests/streams/test_faust_patches.py that fails without it. Not mended,
because nothing here touches them: the producer (pipeline has its own), the Prometheus sensor.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from aiokafka import TopicPartition
from faust.transport.consumer import Consumer

LAST = 1 << 63  # above every offset
_new_offset = Consumer._new_offset
_commit_offsets = Consumer._commit_offsets


def apply() -> None:
    """Put the mended methods in place. Safe to call again."""
    setattr(Consumer, "_new_offset", new_offset)  # noqa: B010  mypy: methods are not assigned
    setattr(Consumer, "_commit_offsets", commit_offsets)  # noqa: B010


def new_offset(consumer: Any, tp: Any) -> int | None:  # noqa: ANN401  Faust ships no types
    """The offset to commit, never beyond a message that is still being worked on (faust #606)."""
    at_work = [m.offset for m in consumer._unacked_messages if m.tp == tp and not m.acked]
    lowest, acked = min(at_work, default=LAST), consumer._acked[tp]
    held = [offset for offset in acked if offset >= lowest]
    acked[:] = [offset for offset in acked if offset < lowest]
    found: int | None = _new_offset(consumer, tp) if acked else None
    consumer._acked[tp].extend(held)
    return found


async def commit_offsets(
    consumer: Any,  # noqa: ANN401
    offsets: Mapping[Any, int],
    start_new_transaction: bool = True,
) -> bool:
    """Commit; what the broker refused is not written down as committed (faust #316)."""
    before = {tp: consumer._committed_offset[tp] for tp in offsets}
    committed: bool = await _commit_offsets(consumer, offsets, start_new_transaction)
    if not committed:
        for tp in set(before) & set(consumer._committed_offset):
            consumer._committed_offset[tp] = before[tp]
    return committed


def let_go(consumer: Any, messages: Iterable[Any]) -> None:  # noqa: ANN401
    """Give messages back unworked: Faust waits for them at a rebalance and at the end for ever.

    They are not acknowledged; whoever gets their partition next reads them again.
    """
    for message in messages:
        consumer._unacked_messages.discard(message)


def is_committed(consumer: Any, message: Any) -> bool:  # noqa: ANN401
    """Whether the broker has an offset beyond this message; not sure after a rebalance: no."""
    committed: int | None = consumer._committed_offset.get(message.tp)
    return committed is not None and committed > message.offset


def committed(consumer: Any) -> dict[TopicPartition, int | None]:  # noqa: ANN401
    """What this process has done of each partition that it was given."""
    told = consumer._committed_offset
    return {TopicPartition(*tp): told.get(tp) for tp in consumer.assignment()}


def place_of(message: Any) -> TopicPartition:  # noqa: ANN401
    return TopicPartition(*message.tp)
