"""The feeds as declared, looked at again when a file changes or SIGHUP asks for it."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from config.errors import ConfigError
from config.feeds import Feed, load_feeds

log = logging.getLogger(__name__)

Stamp = tuple[tuple[str, int, int], ...]


class Declared:
    """Validated whole: where a changed file is wrong, one line says so and the old set stays."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises ConfigError naming file, line and field."""
        self._paths = tuple(paths)
        self._stamp = stamp(self._paths)
        self._all = {feed.id: feed for feed in load_feeds(*self._paths)}

    @property
    def asked(self) -> dict[str, Feed]:
        """Those that are not disabled, by id."""
        return {name: feed for name, feed in self._all.items() if not feed.disabled}

    @property
    def disabled(self) -> int:
        return len(self._all) - len(self.asked)

    def changed(self) -> bool:
        """A file is another one than when it was read."""
        return stamp(self._paths) != self._stamp

    async def reload(self) -> None:
        """Read the files again, in a thread: ten thousands of feeds take seconds."""
        self._stamp = stamp(self._paths)
        try:
            feeds = await asyncio.to_thread(load_feeds, *self._paths)
        except ConfigError as wrong:
            log.error("feeds_not_reloaded", extra={"error": str(wrong)})  # noqa: TRY400  one line
            return
        self._all = {feed.id: feed for feed in feeds}
        log.info("feeds_reloaded", extra={"feeds": len(feeds)})


def stamp(paths: Sequence[Path]) -> Stamp:
    """What tells one state of these files from another."""
    found = [(str(path), path.stat()) for path in paths if path.exists()]
    return tuple((path, facts.st_mtime_ns, facts.st_size) for path, facts in found)
