import asyncio
import os
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from config.children import CHUNK, Children, Killed
from tests.conftest import wait_until

ROOT = Path(__file__).parents[2]


def misbehave(how: str) -> str:
    """What a child is asked to do here."""
    return WAYS.get(how, lambda: f"{how} by {os.getpid()}")()


def spin() -> str:
    return str(re.match(r"(a+)+$", "a" * 60 + "b"))


def fail() -> str:
    raise ValueError("no such page")


def sleep() -> str:
    time.sleep(600)
    return "woke up"


def crash() -> str:
    os.kill(os.getpid(), 11)
    return "survived"


def environment() -> str:
    """What the child and its server were told, at their start and after it."""
    told = (Path(f"/proc/{pid}/environ").read_text() for pid in ("self", os.getppid()))
    return "".join(told) + repr(dict(os.environ))


WAYS: dict[str, Callable[[], str]] = {
    "spin in C": spin,
    "sleep": sleep,
    "eat": lambda: "x" * (8 << 30),
    "raise": fail,
    "crash": crash,
    "environment": environment,
}


def report_and_sleep(how: str) -> str:
    print(os.getpid(), flush=True)  # noqa: T201  read by the test
    return sleep() + how


@pytest.fixture(scope="module")
def children() -> Iterator[Children[str, str]]:
    ours = Children(misbehave, count=2, cpu_seconds=0.5, memory_bytes=1 << 30)
    yield ours
    ours.stop()


async def one(children: Children[str, str], how: str) -> str | Killed:
    return (await children.results([how]))[0]


async def test_one_value_per_item_in_order(children: Children[str, str]) -> None:
    items = [str(number) for number in range(5 * CHUNK + 1)]
    results = await children.results(items)
    assert [str(result).partition(" ")[0] for result in results] == items
    assert await children.results([]) == []


async def test_work_that_gets_on_says_so(children: Children[str, str]) -> None:
    moves: list[float] = []
    await children.results(["fine", "crash", "good"], lambda: moves.append(time.monotonic()))
    assert len(moves) > 3  # the chunks, and each item of the one that died


def meet(folder: str) -> int:
    """Wait for another child in the same room."""
    Path(folder, str(os.getpid())).touch()
    wait_until(lambda: len(list(Path(folder).iterdir())) > 1)
    return os.getpid()


async def test_a_batch_is_spread_over_all_children(tmp_path: Path) -> None:
    ours = Children(meet, count=2, cpu_seconds=15, memory_bytes=1 << 30)
    one, other = await ours.results([str(tmp_path)] * 2)
    ours.stop()
    assert one != other and not isinstance(one, Killed)


ENDS = {
    "spin in C": ("timeout", "time"),
    "sleep": ("timeout", "time"),
    "eat": ("broken", "MemoryError"),
    "raise": ("broken", "ValueError: no such page"),
    "crash": ("broken", "the child ended with -11"),
}


@pytest.mark.parametrize(("how", "end"), ENDS.items(), ids=ENDS.keys())
async def test_every_misbehaviour_ends_in_time(
    children: Children[str, str], how: str, end: tuple[str, str]
) -> None:
    began = time.monotonic()
    killed = await one(children, how)
    assert isinstance(killed, Killed)
    assert killed.reason == end[0] and end[1] in killed.why
    assert time.monotonic() - began < 8
    assert await one(children, "next") != killed


async def test_only_the_culprits_pay(children: Children[str, str]) -> None:
    items = ["fine", "crash", "good", "raise", "well", "eat", "nice", "spin in C", "right"]
    results = await children.results(items)
    said = [r.reason if isinstance(r, Killed) else r.partition(" ")[0] for r in results]
    assert said == [
        "fine", "broken", "good", "broken", "well", "broken", "nice", "timeout", "right",
    ]  # fmt: skip


async def test_batches_side_by_side_do_not_mix(children: Children[str, str]) -> None:
    batches = [[f"{batch}-{n}" for n in range(20)] for batch in range(6)]
    done = await asyncio.gather(*map(children.results, batches))
    assert [[str(r).partition(" ")[0] for r in results] for results in done] == batches


def test_says_why_there_is_no_result() -> None:
    assert str(Killed("timeout")) == "timeout"
    assert str(Killed("broken", "memory")) == "broken: memory"
    assert vars(pickle.loads(pickle.dumps(Killed("broken", "x")))) == vars(Killed("broken", "x"))


def run_children(script: str, **environ: str) -> "subprocess.Popen[str]":
    """A process of its own, whose children and fork server are started afresh."""
    return subprocess.Popen(
        [sys.executable, "-c", f"from tests.config.test_children import *; {script}"],
        cwd=ROOT, env=os.environ | environ, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def tell_environment() -> None:
    ours = Children(misbehave, count=1, cpu_seconds=5, memory_bytes=1 << 30)
    assert "WIREDESK_REDIS_PASSWORD" in os.environ
    print(asyncio.run(one(ours, "environment")))  # noqa: T201  read by the test
    ours.stop()


def test_children_and_their_server_know_no_secrets() -> None:
    process = run_children("tell_environment()", WIREDESK_REDIS_PASSWORD="s3cret")
    told, _ = process.communicate(timeout=60)
    assert "PATH=" in told
    assert "s3cret" not in told


def sleep_for_ever() -> None:
    ours = Children(report_and_sleep, count=1, cpu_seconds=300, memory_bytes=1 << 30)
    asyncio.run(one(ours, "x"))


def test_children_die_with_a_killed_parent() -> None:
    process = run_children("sleep_for_ever()")
    assert process.stdout is not None
    child = int(process.stdout.readline())
    family = psutil.Process(process.pid).children(recursive=True)
    assert child in {member.pid for member in family}
    process.kill()
    process.wait()
    process.stdout.close()
    wait_until(lambda: not any(map(alive, family)), 10, "the end of the children")


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
