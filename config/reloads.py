"""Rules, desks and feeds are read again while we run: each reading is logged and counted here."""

import logging
from pathlib import Path
from typing import Literal

from config.errors import ConfigError
from config.metrics import LOADED, OUTDATED, RELOADS

What = Literal["rules", "desks", "feeds"]
Stamp = tuple[tuple[str, int, int, int], ...]
log = logging.getLogger(__name__)


def stamp(*paths: Path) -> Stamp:
    """What tells one state of these files from another; their absence is one, too."""
    return tuple(seen(path) for path in paths)


def seen(path: Path) -> tuple[str, int, int, int]:
    try:
        facts = path.stat()
    except OSError:
        return str(path), 0, 0, 0
    return str(path), facts.st_mtime_ns, facts.st_size, facts.st_ino


def loaded(what: What) -> None:
    """The first set was read: the one a process starts with."""
    LOADED.labels(what).set_to_current_time()
    OUTDATED.labels(what).set(0)
    for outcome in ("taken", "refused"):
        RELOADS.labels(what, outcome)  # shown from the start: a rate needs the zero


def taken(what: What, **facts: object) -> None:
    """Another set is in force."""
    loaded(what)
    RELOADS.labels(what, "taken").inc()
    log.info(f"{what}_reloaded", extra=facts)


def refused(what: What, wrong: ConfigError) -> None:
    """The files are wrong: what was in force stays so. One line names file, line and key."""
    RELOADS.labels(what, "refused").inc()
    OUTDATED.labels(what).set(1)
    log.error(f"{what}_not_reloaded", extra={"error": str(wrong)})
