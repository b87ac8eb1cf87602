"""`python -m tests.faults.inject SABOTAGE… -- work clean …`: wiredesk with faults put in by name.

No hook stands in the product: a sabotage (tests/faults/sabotages.py) wraps a function by its name,
here, in the tests' interpreter. A name that is gone ends the process with 70, so its test fails.
`FAULTS_SEED` says at which calls it acts; `FAULTS_LOG` is the file in which it says so.
"""

import asyncio
import functools
import os
import random
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

GONE = 70
KILLED = 9  # how a process ends at a crash point
Function = Callable[..., Any]


def main() -> None:
    """Put the sabotages in, then be `wiredesk`."""
    sabotages, _, command = " ".join(sys.argv[1:]).partition(" -- ")
    try:
        for name in sabotages.split():
            sabotage(name)
    except (AttributeError, ImportError, KeyError) as gone:
        sys.stderr.write(f"inject: {gone!r} is gone\n")
        sys.exit(GONE)
    sys.argv = ["wiredesk", *command.split()]
    from deploy.cli import main as wiredesk  # noqa: PLC0415  after the sabotage

    wiredesk()


def sabotage(name: str) -> None:
    """Put one in. Raises what says that it, or what it wraps, is gone."""
    from tests.faults.points import POINTS  # noqa: PLC0415  they import this module
    from tests.faults.sabotages import BROKEN, SABOTAGES  # noqa: PLC0415

    known: dict[str, Any] = {**SABOTAGES, **BROKEN, **POINTS}
    known[name].put_in(name)


def found(place: str) -> tuple[Any, str, Function]:
    """The owner of a function, its name there, and the function. Raises what says it is gone."""
    module, _, path = place.partition(":")
    *outer, name = path.split(".")
    owner: Any = import_module(module)
    for part in outer:
        owner = getattr(owner, part)
    return owner, name, getattr(owner, name)


def replace(place: str, wrapper: Callable[[Function], Function]) -> None:
    """Put `wrapper(function)` in the place of a function."""
    owner, name, original = found(place)
    setattr(owner, name, functools.wraps(original)(wrapper(original)))


class Chance:
    """When a sabotage acts: at a call in every so many, `most` times in all processes together.

    How often it has acted is kept in a file, so that a process that was started again goes on.
    """

    def __init__(self, name: str, every: int = 200, most: int = 1 << 30) -> None:
        self._every, self._most = every, most
        self._log = Path(os.environ.get("FAULTS_LOG", "/dev/null"))
        self._name = name
        self._draw = random.Random(f"{os.environ.get('FAULTS_SEED', '1')} {name} {self.times()}")
        self._left = self._draw.randrange(self._every)

    def times(self) -> int:
        """How often this sabotage has acted, in all processes."""
        try:
            return self._log.read_text().split().count(self._name)
        except OSError:
            return 0

    def is_broken(self) -> bool:
        """Whether the file `broken` beside the log says that everything is."""
        return self._log.with_name("broken").exists()

    def strikes(self) -> bool:
        """Whether this call is one of those; notes it down."""
        self._left -= 1
        if self._left >= 0 or self.times() >= self._most:
            return False
        self._left = self._draw.randint(self._every // 2, self._every * 3 // 2)
        with self._log.open("a") as log:
            log.write(f"{self._name}\n")
        return True


def crash(place: str, when: str, chance: Chance) -> None:
    """End the process before or after a call of the function, without any last word."""

    def wrapper(original: Function) -> Function:
        async def awaited(*args: Any, **named: Any) -> Any:
            with Ending(chance, when):
                return await original(*args, **named)

        def called(*args: Any, **named: Any) -> Any:
            with Ending(chance, when):
                return original(*args, **named)

        return awaited if asyncio.iscoroutinefunction(original) else called

    replace(place, wrapper)


class Ending:
    """Ends the process around a call that chance picks; nothing that was open is closed."""

    def __init__(self, chance: Chance, when: str) -> None:
        self._strikes, self._when = chance.strikes(), when

    def __enter__(self) -> None:
        if self._strikes and self._when == "before":
            os._exit(KILLED)

    def __exit__(self, *_: object) -> None:
        if self._strikes:
            os._exit(KILLED)


if __name__ == "__main__":
    main()
