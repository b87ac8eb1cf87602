"""The desks and feeds as declared, read again when a file changes; a wrong one changes nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from config import reloads
from config.desks import Desk, load_desks
from config.errors import ConfigError
from config.feeds import Feed, feed_files, load_feeds
from config.reloads import What
from config.settings import Settings

T = TypeVar("T")


class Declared(Generic[T]):
    """What `load` makes of some files. Raises ConfigError when they are wrong at first."""

    def __init__(self, what: What, files: Sequence[Path], load: Callable[[], T]) -> None:
        self._what, self._files, self._load = what, files, load
        self._state = self._seen()
        self._value = load()
        reloads.loaded(what)

    def now(self) -> T:
        state = self._seen()
        if state != self._state:
            self._state = state
            try:
                self._value = self._load()
                reloads.taken(self._what)
            except ConfigError as wrong:
                reloads.refused(self._what, wrong)
        return self._value

    def _seen(self) -> list[int]:
        return [file.stat().st_mtime_ns if file.exists() else 0 for file in self._files]


def declared_desks(settings: Settings) -> Declared[tuple[Desk, ...]]:
    file = Path(settings.desks)
    return Declared("desks", [file], lambda: load_desks(file))


def declared_feeds(settings: Settings) -> Declared[tuple[Feed, ...]]:
    files = feed_files(settings)
    return Declared("feeds", files, lambda: load_feeds(*files))
