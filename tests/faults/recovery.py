"""How long after a fault has everything that was waiting then been dealt with, by whoever is up?"""

import time
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from config.clients import kafka_security
from config.settings import Settings
from deploy.audit.commits import READS
from tests.conftest import wait_until
from tests.faults.experiment import Experiment

COMING = 3.0  # seconds whose records count, too: each lane must have something that waits
LOOK = 0.25  # seconds between two looks
READY = 200
PATIENCE = 240.0  # seconds after which nobody waits for a recovery any more
QUICK = {"request_timeout_ms": 5000, "bootstrap_timeout_ms": 5000}
Places = dict[TopicPartition, int]


def recovery(one: Experiment, roles: Sequence[str]) -> float | None:
    """Seconds until these roles are ready and have done what waited for them now; None: too many.

    What waits for a stage are the records of its source, with those that come until it is ready,
    and in three seconds at least; for the poller, what the web shows.
    """
    began = time.monotonic()
    with closing(Goal(one, roles)) as goal:
        try:
            wait_until(goal.reached, PATIENCE, "the recovery")
        except TimeoutError:
            return None
    return time.monotonic() - began


class Goal:
    """What waits when it is made, and whether all of it is done."""

    def __init__(self, one: Experiment, roles: Sequence[str]) -> None:
        self._one, self._roles = one, roles
        self._stages = [stage for stage in READS if stage in roles]
        self._began, self._ends, self._shown = time.monotonic(), Places(), 0
        self._admin: KafkaAdminClient | None = None

    def reached(self) -> bool:
        time.sleep(LOOK)
        if any(self._one.installation.health(role) != READY for role in self._roles):
            return False
        if time.monotonic() < self._began + COMING:
            return False
        return self._asked() and self._read()

    def _asked(self) -> bool:
        if "poll" not in self._roles:
            return True
        told = self._one.state()
        self._shown = self._shown or told["revealed"]
        return bool(told["shown"] >= self._shown)

    def _read(self) -> bool:
        if not self._stages:
            return True
        try:
            ends = self._ends = self._ends or self._now()
            committed = self._committed()
        except KafkaError:
            return False
        return all(committed.get(lane, 0) >= end for lane, end in ends.items())

    def _now(self) -> Places:
        settings = self._one.settings
        with closing(KafkaConsumer(**reached_by(settings))) as consumer:
            ends: Places = consumer.end_offsets([
                TopicPartition(f"{settings.prefix}articles.{READS[stage]}", partition)
                for stage in self._stages
                for partition in range(settings.partitions)
            ])  # fmt: skip
            return ends

    def _committed(self) -> Places:
        settings = self._one.settings
        self._admin = self._admin or KafkaAdminClient(**reached_by(settings))
        groups = [f"{settings.prefix}wiredesk-{stage}" for stage in self._stages]
        told = self._admin.list_group_offsets(dict.fromkeys(groups))
        return {lane: at.offset for offsets in told.values() for lane, at in offsets.items()}

    def close(self) -> None:
        if self._admin:
            self._admin.close()


def reached_by(settings: Settings) -> dict[str, Any]:
    """What a client has to know that gives up soon."""
    return {"bootstrap_servers": settings.kafka_servers, **QUICK, **kafka_security(settings)}
