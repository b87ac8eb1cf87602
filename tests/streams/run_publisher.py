"""`wiredesk publish` with faults put in by name: for tests only, no hook in the product.

Each argument is a fault or a mutant:

    streams.lane:Lane._transaction after exit 0.05     ends the process after one call in twenty
    streams.fold:Fold.heads before flush 0.01          empties Redis before one call in a hundred
    mutant no_refold                                   takes one of MUTANTS out of the program

A name that is gone ends this with exit 70, so that its test fails.
"""

import asyncio
import os
import random
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import redis

from deploy.cli import cli

GONE = 70


def main() -> None:
    try:
        for argument in sys.argv[1:]:
            prepare(*argument.split())
    except (AttributeError, ImportError) as gone:
        sys.stderr.write(f"injector: {gone}\n")
        sys.exit(GONE)
    cli(["publish", "--health-port", os.environ["HEALTH_PORT"]])


def prepare(*words: str) -> None:
    if words[0] == "mutant":
        MUTANTS[words[1]]()
    else:
        inject(words[0], words[1], words[2], float(words[3]))


def inject(place: str, when: str, action: str, share: float) -> None:
    """Wrap the function of this name with a fault that happens in a share of its calls."""
    owner, name = found(place)
    original = getattr(owner, name)

    async def awaited(*args: Any, **named: Any) -> Any:
        if when == "before":
            strike(place, action, share)
        result = await original(*args, **named)
        if when == "after":
            strike(place, action, share)
        return result

    def called(*args: Any, **named: Any) -> Any:
        result = original(*args, **named)
        strike(place, action, share)
        return result

    setattr(owner, name, awaited if asyncio.iscoroutinefunction(original) else called)


def found(place: str) -> tuple[Any, str]:
    module, _, path = place.partition(":")
    *outer, name = path.split(".")
    owner: Any = import_module(module)
    for part in outer:
        owner = getattr(owner, part)
    getattr(owner, name)  # AttributeError when it is gone
    return owner, name


def strike(place: str, action: str, share: float) -> None:
    if random.random() >= share:
        return
    sys.stderr.write(f"fault: {place} {action}\n")
    if action == "exit":
        os._exit(9)
    redis.Redis.from_url(os.environ["WIREDESK_REDIS"]).flushall()


def no_mark_check() -> None:
    """Heads are believed whatever became of the mark."""
    owner, name = found("streams.fold:Fold.compare")
    setattr(owner, name, lambda *_: None)


def no_refold() -> None:
    """A take-over believes the heads that it finds; only the mark is put to the ends."""
    owner, name = found("streams.refold:Refold.run")

    async def run(self: Any) -> int:
        self._reader.assign(self._lanes)
        await self._fold.apply((), await self._ends())
        return 0

    setattr(owner, name, run)


def no_rule() -> None:
    """Every version passes."""
    owner, name = found("streams.batch:word_of")
    setattr(owner, name, lambda *_, **__: "published")


MUTANTS: dict[str, Callable[[], None]] = {
    "no_mark_check": no_mark_check,
    "no_refold": no_refold,
    "no_rule": no_rule,
}

if __name__ == "__main__":
    main()
