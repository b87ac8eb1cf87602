"""A fault of aiokafka 0.14 that leaves a worker without partitions, mended until a release does.

Elected to assign partitions while its metadata could not be brought up to date (a broker that
stalls), it assigns those of an unknown topic to nobody, and looks again after five minutes.
"""

import asyncio
import logging
from typing import Any

from aiokafka.consumer.group_coordinator import GroupCoordinator

log = logging.getLogger(__name__)

PAUSE = 0.2  # seconds between two questions
_perform_assignment = GroupCoordinator._perform_assignment


def apply() -> None:
    """Put the mended method in place. Safe to call again."""
    setattr(GroupCoordinator, "_perform_assignment", perform_assignment)  # noqa: B010  for mypy


async def perform_assignment(coordinator: Any, response: Any) -> Any:  # noqa: ANN401  untyped
    """The assignment, made again until somebody has each topic. The members' patience bounds it."""
    while True:
        made = await _perform_assignment(coordinator, response)
        given = {topic for one in made.values() for topic, _ in one.assignment}
        unknown = set(coordinator._subscription.topics) - given
        if not unknown:
            return made
        log.warning("waiting", extra={"on": "metadata", "topics": sorted(unknown)})
        await asyncio.sleep(PAUSE)
        await coordinator._client.force_metadata_update()
