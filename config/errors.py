"""What ends a program before it begins.

ConfigError        a setting, a file, a topic or a Redis is not as it must be: exit 78, one line
└── ConfigErrors   several in what was declared: exit 78, a line each
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

EXIT_CONFIG = 78  # EX_CONFIG of sysexits.h; supervisors and units know it


class ConfigError(Exception):
    """Something was declared wrongly. The text names file, line or variable and what is allowed."""


class ConfigErrors(ConfigError):
    """Several at once. The text is the first one's and how many more there are."""

    def __init__(self, every: Sequence[ConfigError]) -> None:
        super().__init__(f"{every[0]} … and {len(every) - 1} more")
        self.every = tuple(every)


class Faults:
    """Collects what is wrong with parts that are looked at one by one; raises it all at its end.

    with Faults() as faults:
        for part in parts:
            with faults.aside():  # a wrong part hides no other
                check(part)
    """

    def __init__(self) -> None:
        self._found: list[ConfigError] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raises ConfigError, for several ConfigErrors, unless something else is being raised."""
        if isinstance(error, ConfigError):
            self.add(error)
        elif error:
            return
        if self._found:
            raise as_one(self._found) from None

    def add(self, wrong: ConfigError) -> None:
        self._found += each(wrong)

    @contextmanager
    def aside(self) -> Iterator[None]:
        try:
            yield
        except ConfigError as wrong:
            self.add(wrong)


def as_one(found: Sequence[ConfigError]) -> ConfigError:
    return found[0] if len(found) == 1 else ConfigErrors(found)


def each(wrong: ConfigError) -> tuple[ConfigError, ...]:
    """The single errors, in the order in which they were found."""
    return wrong.every if isinstance(wrong, ConfigErrors) else (wrong,)
