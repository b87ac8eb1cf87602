"""The feeds as declared, looked at again when a file changes or SIGHUP asks for it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from config import reloads
from config.errors import ConfigError
from config.feeds import Feed, load_feeds
from config.reloads import stamp


class Declared:
    """Validated whole: where a changed file is wrong, one line says so and the old set stays.

    `asked` holds those that are not disabled, by id; `disabled` counts the others.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises ConfigError naming file, line and field."""
        self._paths = tuple(paths)
        self._stamp = stamp(*self._paths)
        self._take(load_feeds(*self._paths))
        reloads.loaded("feeds")

    def _take(self, feeds: tuple[Feed, ...]) -> None:
        self.asked = {feed.id: feed for feed in feeds if not feed.disabled}
        self.disabled = len(feeds) - len(self.asked)

    def changed(self) -> bool:
        """A file is another one than when it was read."""
        return stamp(*self._paths) != self._stamp

    async def reload(self) -> None:
        """Read the files again, in a thread: ten thousands of feeds take seconds."""
        self._stamp = stamp(*self._paths)
        try:
            feeds = await asyncio.to_thread(load_feeds, *self._paths)
            if (
                self.asked and not feeds
            ):  # being saved, or a mistake: nobody stops by emptying a file
                raise ConfigError(f"{self._paths[0]}:1: all feeds are gone")  # noqa: TRY301
        except ConfigError as wrong:
            reloads.refused("feeds", wrong)
            return
        self._take(feeds)
        reloads.taken("feeds", feeds=len(feeds))
