"""config/rules ─▶ the rules in force: read again when a file changes or SIGHUP asks for it."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from config import reloads
from config.errors import ConfigError
from config.metrics import RULES
from config.reloads import Stamp
from streams.rulefile import rule_files
from streams.rules import Rules, load_rules

LOOK = 1.0  # seconds between two looks; what is being saved is left alone until it rests


class RulesWatch:
    """Looks after a folder of rules; hands over each new set, and never one that is wrong."""

    def __init__(
        self, folder: Path, rules: Rules, use: Callable[[Rules], None], pause: float = LOOK
    ) -> None:
        """`use` gets each later set, in the loop: one reference changes, between two batches.

        `pause` is in seconds, between two looks.
        """
        self._folder, self._version, self._use = folder, rules.version, use
        self._pause = pause
        self._read = self._seen = stamp(folder)
        self.asked = asyncio.Event()  # set by SIGHUP
        reloads.loaded("rules")
        show(rules.version)

    def heed_signals(self) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.asked.set)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            if await self._is_due():
                await self.reload()

    async def _is_due(self) -> bool:
        """After a look: somebody asked, or the files are others and have come to rest."""
        try:
            await asyncio.wait_for(self.asked.wait(), self._pause)
        except TimeoutError:
            before, self._seen = self._seen, await asyncio.to_thread(stamp, self._folder)
            return self._seen == before != self._read
        self.asked.clear()
        return True

    async def reload(self) -> None:
        """Read the folder in a thread; what is being tagged goes on with the rules it has."""
        self._read = await asyncio.to_thread(stamp, self._folder)
        try:
            rules = await asyncio.to_thread(load_rules, self._folder)
        except ConfigError as wrong:
            reloads.refused("rules", wrong)
            return
        except Exception as error:  # whatever a file provokes: tagging goes on as it was
            reloads.refused("rules", ConfigError(f"{self._folder}: {error!r}"))
            return
        before, self._version = self._version, rules.version
        self._use(rules)
        show(rules.version)
        reloads.taken("rules", version=rules.version, before=before)


def stamp(folder: Path) -> Stamp:
    """What tells one state of a folder's rules from another."""
    return reloads.stamp(folder, *rule_files(folder))


def show(version: str) -> None:
    RULES.clear()
    RULES.labels(version).set(1)
