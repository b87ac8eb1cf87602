"""Disposable child processes for hostile bytes: each item ends in time, alone the culprit pays."""

import asyncio
import gc
import importlib
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, get_context
from typing import Generic, Literal, TypeVar

from pebble import ProcessExpired, ProcessPool

from config.metrics import CHILDREN_KILLED
from config.settings import Settings

Task = TypeVar("Task")
Result = TypeVar("Result")

CHUNK = 16  # items a child is given at once: the pipe costs little, a death repeats little
RETIRE_AFTER = 100  # chunks, unless told; what lxml and friends leak goes with the child
KEPT = ("PATH", "LANG", "LC_ALL", "HOME", "TZ", "PYTHONPATH")  # no secret reaches a child
GRACE = 1.0  # seconds of wall time an item adds to its chunk's deadline; most need a tenth
LAST_WORD = 5.0  # seconds to end in, when stopped
WHY = 500  # characters of an error's text


class Killed(Exception):
    """There is no result of this item: `timeout` (CPU or wall) or `broken`.

    Broken is what the child died of (memory, signal) and what `work` raised; `why` names it.
    """

    def __init__(self, reason: Literal["timeout", "broken"], why: str = "") -> None:
        super().__init__(reason, why)
        self.reason = reason
        self.why = why

    def __str__(self) -> str:
        return f"{self.reason}: {self.why}" if self.why else self.reason


class Children(Generic[Task, Result]):
    """Runs `work` on items in child processes.

    Make it in the main thread, before the event loop and client threads.
    `work` is a module-level function of one item; `shared` are modules that are imported
    once, before the first child: what they load, all of them have.
    An item costs at most `cpu_seconds` of CPU, twice that of wall time, and `memory_bytes` of
    address space. Children have no secrets in their environment and die with their parent.
    """

    def __init__(  # noqa: PLR0913  what each child may cost, by name
        self,
        work: Callable[[Task], Result],
        *,
        count: int,
        cpu_seconds: float,
        memory_bytes: int,
        shared: Sequence[str] = (),
        retire_after: int = RETIRE_AFTER,
    ) -> None:
        self._work, self._count, self._cpu = work, count, cpu_seconds
        self._wall = 2 * cpu_seconds + 1  # a busy machine must not look like a hostile page
        context = get_context("forkserver")
        # Imported once, not in each child; orphans sees to it that the server dies with us.
        context.set_forkserver_preload(["config.orphans", work.__module__, *shared])
        with no_secrets():
            forkserver.ensure_running()
        self._pool = ProcessPool(
            max_workers=count,
            max_tasks=retire_after,
            initializer=_enter,
            initargs=(memory_bytes,),
            context=context,
        )

    async def results(
        self, items: Sequence[Task], moved: Callable[[], None] = lambda: None
    ) -> list[Result | Killed]:
        """One value per item, in order: what `work` returned, or Killed, which is never raised.

        A chunk whose child died is repeated item by item, so that its neighbours have theirs.
        `moved` is called whenever a child has answered or ended: work gets on.
        """
        size = min(CHUNK, -(-len(items) // self._count)) or 1
        chunks = [items[start : start + size] for start in range(0, len(items), size)]
        done = await asyncio.gather(*(self._together(chunk, moved) for chunk in chunks))
        return [_counted(result) for chunk in done for result in chunk]

    async def _together(
        self, items: Sequence[Task], moved: Callable[[], None]
    ) -> list[Result | Killed]:
        if len(items) > 1:
            with suppress(FutureTimeout, ProcessExpired):
                return await self._run(items, moved)
        return list(await asyncio.gather(*(self._alone(item, moved) for item in items)))

    async def _alone(self, item: Task, moved: Callable[[], None]) -> Result | Killed:
        try:
            return (await self._run([item], moved))[0]
        except FutureTimeout:
            return Killed("timeout", "wall time")
        except ProcessExpired as end:
            if end.exitcode == -signal.SIGPROF:
                return Killed("timeout", "CPU time")
            return Killed("broken", f"the child ended with {end.exitcode}")

    async def _run(self, items: Sequence[Task], moved: Callable[[], None]) -> list[Result | Killed]:
        deadline = self._wall + GRACE * (len(items) - 1)
        future = self._pool.schedule(
            _chunk, args=(self._work, list(items), self._cpu), timeout=deadline
        )
        try:
            done: list[Result | Killed] = await asyncio.wrap_future(future)
        finally:
            moved()
        return done

    def stop(self) -> None:
        """End the children, whatever they are doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's
        with suppress(TimeoutError):  # they die with us
            self._pool.join(LAST_WORD)


def children_of(  # noqa: PLR0913  what is not as the settings say, by name
    settings: Settings,
    work: Callable[[Task], Result],
    *,
    count: int = 0,
    cpu_seconds: float = 0.0,
    shared: Sequence[str] = (),
    retire_after: int = RETIRE_AFTER,
) -> Children[Task, Result]:
    """Children bound as the settings say: as many as they say, unless told, and as costly."""
    return Children(
        work,
        count=count or settings.children,
        cpu_seconds=min(cpu_seconds or settings.parse_cpu, settings.parse_cpu),
        memory_bytes=settings.parse_memory,
        shared=shared,
        retire_after=retire_after,
    )


@contextmanager
def no_secrets() -> Iterator[None]:
    """An environment of KEPT alone: what starts in here cannot tell what it was never told."""
    hidden = {name: os.environ.pop(name) for name in set(os.environ) - set(KEPT)}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _counted(result: Result | Killed) -> Result | Killed:
    if isinstance(result, Killed):
        CHILDREN_KILLED.labels(result.reason).inc()
    return result


# ── inside the child ──


def _enter(memory_bytes: int) -> None:
    # Again, because a fork forgets it; here, because importing it would bind the parent, too.
    importlib.import_module("config.orphans").die_with_parent()
    for name in set(os.environ) - set(KEPT):  # of a server that was started by somebody else
        del os.environ[name]
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.freeze()  # what is here stays; no look for cycles need go through it again


def _chunk(
    work: Callable[[Task], Result], items: list[Task], cpu_seconds: float
) -> list[Result | Killed]:
    return [_within(work, item, cpu_seconds) for item in items]


def _within(work: Callable[[Task], Result], item: Task, cpu_seconds: float) -> Result | Killed:
    """Work under a CPU timer: its signal ends the child, inside C code, too.

    RLIMIT_CPU would do the same, but counts whole seconds.
    """
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        return work(item)
    except Exception as error:
        # The edge of a process: what goes past it takes the neighbours' results along.
        return Killed("broken", f"{type(error).__name__}: {error}"[:WHY])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
