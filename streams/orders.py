"""notices in a batch ─▶ `articles.tagged`: the articles they mean are withdrawn by their own lanes.

An order leaves before the transaction that publishes its notice: a crash in between gives it once
more, which changes nothing.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from aiokafka import AIOKafkaProducer

from streams.batch import Outcome, Read, is_order
from streams.fold import Fold
from streams.notices import Status, chosen, order_of, withdraws_itself
from streams.record import NOTICE, UNMATCHED
from streams.withdrawal import Order, withdrawal


async def with_orders(
    batch: Sequence[Read | Outcome], fold: Fold, now_ms: int
) -> list[Read | Outcome]:
    """The same batch; its notices know what they mean, or are flagged for an operator."""
    return [one if isinstance(one, Outcome) else await obeyed(one, fold, now_ms) for one in batch]


async def obeyed(one: Read, fold: Fold, now_ms: int) -> Read:
    status = status_of(one)
    return await ordered(one, status, fold, now_ms) if status else one


def status_of(one: Read) -> Status | None:
    """What a message orders, if its article is an agency's notice. New tags order nothing anew."""
    if one.article.pub_status != "usable" or one.article.retag or is_order(one.message):
        return None
    return order_of(one.article.title, one.article.text)


async def ordered(one: Read, status: Status, fold: Fold, now_ms: int) -> Read:
    article = one.article
    candidates = await fold.candidates(article.publisher.name)
    reason = f"{article.publisher.name}: {article.title}"
    if withdraws_itself(article, candidates):
        gone = {"pub_status": status, "ed_note": reason, "flags": (*article.flags, NOTICE)}
        return Read(one.message, msgspec.structs.replace(article, **gone), one.wanting)
    meant = chosen(article, candidates)
    record = await fold.record(meant) if meant else None
    flags = (*article.flags, NOTICE) if record else (*article.flags, NOTICE, UNMATCHED)
    order = withdrawal(record, status, reason, now_ms, article.id) if record else None
    return Read(one.message, msgspec.structs.replace(article, flags=flags), one.wanting, order)


def orders_of(batch: Sequence[Read | Outcome], made: Sequence[Outcome]) -> list[Order]:
    """The orders of those notices that are news."""
    return [
        one.order
        for one, outcome in zip(batch, made, strict=True)
        if isinstance(one, Read) and one.order and outcome.version
    ]


async def give(kafka: dict[str, Any], topic: str, orders: Sequence[Order]) -> None:
    """Send orders to the lanes of their articles; returns when the broker has them."""
    if not orders:
        return
    producer = AIOKafkaProducer(acks="all", enable_idempotence=True, **kafka)
    await producer.start()
    try:
        for order in orders:
            await producer.send_and_wait(topic, order.value, key=order.key, headers=order.headers)
    finally:
        await producer.stop()
