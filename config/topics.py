"""What flows where: every topic, its lanes, how long it is kept. Declared here, nowhere else."""

import math
from typing import Literal

import msgspec

from config.settings import Settings

DAY = 86_400_000  # milliseconds
INNER_DAYS = 7  # or longer, when the poller may fall further behind
LAGS = 3  # times the lag at which the poller stops asking
COVERAGE_DAYS = 400
MESSAGE_BYTES = 6 << 20  # a page of 4 MiB that zstd cannot shrink, and its entry
PUBLIC_BYTES = 1 << 20
DESK_PARTITIONS = 3
PUBLIC = {"max.message.bytes": str(PUBLIC_BYTES + 65536)}  # the value and its headers
COMPACTED = {"cleanup.policy": "compact,delete", "min.compaction.lag.ms": str(7 * DAY)}

Name = Literal[
    "raw", "clean", "resolved", "tagged", "enriched", "copies", "ledger", "coverage", "dead"
]


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as it must be on the cluster. `config` holds the broker's own names and values."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]


def topic_name(settings: Settings, name: Name) -> str:
    """`raw` → `articles.raw`, behind the prefix of this installation."""
    return f"{settings.prefix}articles.{name}"


def desk_topic(settings: Settings, desk: str) -> str:
    return f"{settings.prefix}desk.{desk}"


def all_topics(settings: Settings, desks: tuple[str, ...]) -> tuple[Topic, ...]:
    """Every topic of this installation, the desks' last."""
    articles = [
        made(settings, topic_name(settings, name), settings.partitions, config)
        for name, config in article_configs(settings).items()
    ]
    config = retention(inner_days(settings)) | PUBLIC
    return (
        *articles,
        *(made(settings, desk_topic(settings, desk), DESK_PARTITIONS, config) for desk in desks),
    )


def article_configs(settings: Settings) -> dict[Name, dict[str, str]]:
    """What each `articles.*` topic must be, by the broker's own names."""
    inner = retention(inner_days(settings)) | {"max.message.bytes": str(MESSAGE_BYTES)}
    public = retention(settings.keep_days) | PUBLIC | COMPACTED
    return {
        "raw": inner, "clean": inner, "resolved": inner, "tagged": inner,
        "enriched": public, "copies": public, "ledger": retention(30),
        "coverage": retention(COVERAGE_DAYS) | {"cleanup.policy": "compact"},
        "dead": retention(30) | {"max.message.bytes": str(MESSAGE_BYTES)},
    }  # fmt: skip


def inner_days(settings: Settings) -> int:
    """How long inner topics are kept: never less than promise 10's three times the lag limit."""
    return max(INNER_DAYS, math.ceil(LAGS * settings.lag_seconds * 1000 / DAY))


def retention(days: int) -> dict[str, str]:
    return {"cleanup.policy": "delete", "retention.ms": str(days * DAY)}


def made(settings: Settings, name: str, partitions: int, config: dict[str, str]) -> Topic:
    """The topic, with what the size of the installation asks for."""
    extra = {"min.insync.replicas": "2"} if settings.replication > 2 else {}  # noqa: PLR2004
    if not settings.kafka:
        kept = EMBEDDED_BYTES.get(name.rsplit(".", 1)[-1], 64 << 20)
        extra["retention.bytes"] = str(kept)
        extra["segment.bytes"] = str(kept // 4)  # only whole closed segments are ever deleted
    return Topic(
        name=name, partitions=partitions, replication=settings.replication, config=config | extra
    )


EMBEDDED_BYTES = {  # per partition; six partitions of each make about 5 GB in all
    "raw": 256 << 20, "clean": 64 << 20, "resolved": 64 << 20, "tagged": 64 << 20,
    "enriched": 128 << 20, "copies": 128 << 20, "ledger": 64 << 20, "dead": 32 << 20,
}  # fmt: skip
