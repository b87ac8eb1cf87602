"""A published article ─▶ `articles.tagged`, to be withdrawn or brought back: an order as a message.

An order holds for the article as its lane knows it then, whatever version came in between: its
moment is moved behind the last published one's (streams/batch.py). Given twice, it changes nothing.
"""

import msgspec

from config.codec import TAGGED
from config.dead import Headers
from config.moments import milliseconds, moment
from config.published import Published
from config.records import TaggedArticle
from streams.again import article_again
from streams.notices import Status

WITHDRAW, RESTORE = "withdraw", "restore"  # headers of orders


class Order(msgspec.Struct, frozen=True):
    """A message for `articles.tagged`."""

    key: bytes
    value: bytes
    headers: Headers


def withdrawal(
    record: Published, status: Status, reason: str, now_ms: int, notice: str | None = None
) -> Order:
    """The order to withdraw an article whose last published version this is."""
    return order(record, WITHDRAW, now_ms, pub_status=status, ed_note=reason, notice=notice)


def restoration(record: Published, reason: str | None, now_ms: int) -> Order:
    """The order to publish this earlier version again."""
    return order(record, RESTORE, now_ms, pub_status="usable", ed_note=reason, notice=None)


def order(record: Published, how: str, now_ms: int, **changes: object) -> Order:
    again = article_again(record)
    seen_at = moment(max(now_ms, milliseconds(again.seen_at) + 1))
    article = msgspec.structs.replace(again, seen_at=seen_at, changed=(), **changes)
    return Order(article.id.encode(), TAGGED.encode(article), headers_of(article, how))


def headers_of(article: TaggedArticle, how: str) -> Headers:
    told = {"id": article.id, "seen_at": article.seen_at, "feed": article.feed, how: "1"}
    return [(name, value.encode()) for name, value in told.items()]
