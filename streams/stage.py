"""What a stage is, and the place where everything is caught around one message."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import msgspec

from config.dead import stack_hash
from config.health import Pulse
from config.topics import Name
from streams.errors import Broken, Ended, Rejected

T = TypeVar("T")
V = TypeVar("V")
CARRIED = ("builtins", "msgspec")  # modules whose errors come whole through pickle


class Passed(msgspec.Struct, frozen=True):
    """The article goes on as `value`; `evidence` is what broke on the way without stopping it.

    Evidence puts the message whole into `articles.dead`, marked so: no end, not redrivable.
    """

    value: bytes
    evidence: Exception | None = None


class Ends(msgspec.Struct, frozen=True):
    """The article rightly ends here: what its ledger line says."""

    reason: str
    what: Ended = "filtered"


class Parked(msgspec.Struct, frozen=True):
    """The message goes whole into `articles.dead`, with what it broke."""

    error: Exception


Outcome = Passed | Ends | Parked


class Stage(Protocol):
    """One step of the way. `begin` and `end` run in the worker's loop, around all batches."""

    @property
    def name(self) -> str: ...
    @property
    def source(self) -> Name: ...
    @property
    def target(self) -> Name: ...
    @property
    def batch(self) -> int:
        """How many messages are decided, sent and committed together."""

    async def begin(self, pulse: Pulse) -> None:
        """Get ready for the first batch: clients, memory. May take long; says so on the pulse."""

    async def decide(self, values: Sequence[bytes]) -> list[Outcome]:
        """One outcome per message, in order, the same when asked again (by id and seen_at).

        Waits while Redis is away; raises only what should end the process.
        """

    async def end(self) -> None:
        """Let go of what `begin` took."""


def outcome(work: Callable[[V], bytes], value: V) -> Outcome:
    """What `work` makes of one message. Nothing but cancellation leaves this function."""
    made = attempt(work, value)
    return made if isinstance(made, Ends | Parked) else Passed(made)


def attempt(work: Callable[[V], T], value: V) -> T | Ends | Parked:
    """The same for stages that need more than one step: what `work` made, or how it ended."""
    try:
        return work(value)
    except Rejected as no:
        return Ends(no.reason, no.what)
    except Exception as error:  # one of the two places where everything is caught
        return Parked(error)


async def outcomes(work: Callable[[bytes], bytes], values: Sequence[bytes]) -> list[Outcome]:
    """The outcomes of a batch that is worked on inline; the loop turns between two messages."""
    made = []
    for value in values:
        made.append(outcome(work, value))
        await asyncio.sleep(0)
    return made


def portable(made: Outcome) -> Outcome:
    """The same outcome, fit to leave a child process: errors there may not survive pickle."""
    if isinstance(made, Parked):
        return Parked(carried(made.error))
    if isinstance(made, Passed) and made.evidence is not None:
        return Passed(made.value, carried(made.evidence))
    return made


def carried(error: Exception) -> Exception:
    """The error, or a Broken that tells of it, with the hash of its stack, which pickle drops."""
    ours = type(error).__module__ in CARRIED
    told = error if ours else Broken(f"{type(error).__name__}: {error}")
    told.__dict__["stack_hash"] = stack_hash(error)
    return told
