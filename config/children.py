"""Disposable child processes for hostile bytes: each item ends in time, alone the culprit pays."""

import asyncio
import os
import resource
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from multiprocessing import get_context
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from config.metrics import CHILDREN_KILLED

Task = TypeVar("Task")
Result = TypeVar("Result")

RETIRE_AFTER = 500  # items; what lxml and friends leak goes with the child
KEPT = ("PATH", "LANG", "LC_ALL", "HOME", "TZ", "PYTHONPATH")  # no secret reaches a child


class Killed(Exception):
    """The child died on this item: `timeout` (CPU or wall) or `broken` (memory, signal)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Children(Generic[Task, Result]):
    """Runs `work` on items in child processes. Make it before the event loop and client threads.

    `work` is a module-level function of one item; `warm` (optional) is called once in each child.
    """

    def __init__(
        self,
        work: Callable[[Task], Result],
        *,
        count: int,
        cpu_seconds: float,
        memory_bytes: int,
        warm: Callable[[], None] | None = None,
    ) -> None:
        self._work = work
        self._wall = 2 * cpu_seconds  # a busy machine must not look like a hostile page
        self._pool = ProcessPool(
            max_workers=count,
            max_tasks=RETIRE_AFTER,
            initializer=_enter,
            initargs=(cpu_seconds, memory_bytes, warm),
            context=get_context("forkserver"),
        )
        self._cpu = cpu_seconds

    async def results(self, items: Sequence[Task]) -> list[Result | Killed]:
        """One result per item, in order. A batch whose child died is repeated item by item."""
        try:
            return list(await self._run(items))
        except (FutureTimeout, ProcessExpired):
            return [await self._alone(item) for item in items]

    async def _run(self, items: Sequence[Task]) -> list[Result]:
        deadline = self._wall * max(1, len(items))
        future = self._pool.schedule(
            _batch, args=(self._work, list(items), self._cpu), timeout=deadline
        )
        done: list[Result] = await asyncio.wrap_future(future)
        return done

    async def _alone(self, item: Task) -> Result | Killed:
        try:
            return (await self._run([item]))[0]
        except FutureTimeout:
            return _killed("timeout")
        except ProcessExpired as end:
            return _killed("timeout" if end.exitcode == -CPU_SIGNAL else "broken")

    def stop(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join(5)


CPU_SIGNAL = 24  # SIGXCPU: the soft limit of RLIMIT_CPU was reached


def _killed(reason: str) -> Killed:
    CHILDREN_KILLED.labels(reason).inc()
    return Killed(reason)


def _enter(cpu_seconds: float, memory_bytes: int, warm: Callable[[], None] | None) -> None:
    for name in set(os.environ) - set(KEPT):
        del os.environ[name]
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if warm is not None:
        warm()


def _batch(work: Callable[[Task], Result], items: list[Task], cpu_seconds: float) -> list[Result]:
    return [_within(work, item, cpu_seconds) for item in items]


def _within(work: Callable[[Task], Result], item: Task, cpu_seconds: float) -> Result:
    """Raise the soft CPU limit by this item's budget, then work."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    budget = int(used.ru_utime + used.ru_stime + cpu_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (budget, resource.RLIM_INFINITY))
    return work(item)
