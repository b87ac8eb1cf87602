"""The desks and feeds as declared, read again when a file changes; a wrong one changes nothing."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from config.desks import Desk, load_desks
from config.errors import ConfigError
from config.feeds import Feed, feed_files, load_feeds
from config.settings import Settings

T = TypeVar("T")
log = logging.getLogger(__name__)


class Declared(Generic[T]):
    """What `load` makes of some files. Raises ConfigError when they are wrong at first."""

    def __init__(self, files: Sequence[Path], load: Callable[[], T]) -> None:
        self._files, self._load = files, load
        self._state = self._seen()
        self._value = load()

    def now(self) -> T:
        state = self._seen()
        if state != self._state:
            self._state = state
            try:
                self._value = self._load()
            except ConfigError as wrong:
                log.warning("kept_the_old", extra={"error": str(wrong)})
        return self._value

    def _seen(self) -> list[int]:
        return [file.stat().st_mtime_ns if file.exists() else 0 for file in self._files]


def declared_desks(settings: Settings) -> Declared[tuple[Desk, ...]]:
    file = Path(settings.desks)
    return Declared([file], lambda: load_desks(file))


def declared_feeds(settings: Settings) -> Declared[tuple[Feed, ...]]:
    files = feed_files(settings)
    return Declared(files, lambda: load_feeds(*files))
