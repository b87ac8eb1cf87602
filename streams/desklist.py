"""desks.toml ─▶ the desks in use: read again when it changes, a new desk's topic made first."""

import asyncio
import logging
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from config import reloads
from config.cluster import faults, mend, on_cluster, topics_found
from config.desks import Desk, load_desks
from config.errors import ConfigError
from config.reloads import Stamp, stamp
from config.settings import Settings
from config.taxonomy import ancestors
from config.topics import all_topics
from streams.matching import DeskIndex

log = logging.getLogger(__name__)


class DeskList:
    """The desks articles are matched with. A file that is wrong leaves them as they were."""

    def __init__(self, settings: Settings) -> None:
        """Raises ConfigError when the desks are wrong at the start."""
        self._settings, self._path = settings, Path(settings.desks)
        self._stamp: Stamp | None = stamp(self._path)
        self.index = DeskIndex(load_desks(self._path), ancestors)
        reloads.loaded("desks")

    def changed(self) -> bool:
        return stamp(self._path) != self._stamp

    async def reload(self) -> None:
        """Use what the file says now, after making the topics it needs; log what it cannot."""
        self._stamp = stamp(self._path)
        try:
            desks = await asyncio.to_thread(self._read)
            await asyncio.to_thread(make_topics, self._settings, desks)
        except ConfigError as wrong:
            reloads.refused("desks", wrong)
        except (KafkaError, OSError, TimeoutError) as away:
            log.warning("desks_wait", extra={"error": repr(away)})
            self._stamp = None  # again, at the next look
        else:
            self.index = DeskIndex(desks, ancestors)
            reloads.taken("desks", desks=len(desks))

    def _read(self) -> tuple[Desk, ...]:
        """The desks of the file; none at all is a file that is being saved, or a mistake."""
        desks = load_desks(self._path)
        if self.index.desks and not desks:
            raise ConfigError(f"{self._path}:1: all desks are gone; a start would take it so")
        return desks


def make_topics(settings: Settings, desks: tuple[Desk, ...]) -> None:
    """Make or mend the desks' topics. Raises ConfigError, KafkaError or TimeoutError."""
    declared = all_topics(settings, tuple(desk.name for desk in desks))[-len(desks) :]

    async def made(admin: AIOKafkaAdminClient) -> None:
        wrong = faults(declared, await topics_found(admin, declared))
        await mend(admin, declared, [fault for fault in wrong if fault.what == "missing"])

    if desks:
        on_cluster(settings, made)
