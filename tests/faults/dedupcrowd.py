"""python -m tests.faults.dedupcrowd [--stories N]: many workers that meet the same stories at once.

Real processes ask one memory about the same articles, each in an order of its own; some are killed
between an answer and its writing down, and all is asked again. Every story must have exactly one
`new` and one id, every article the same words whenever it is asked about, none be its own copy.
"""

import asyncio
import json
import random
from collections import defaultdict
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from config.health import Pulse
from config.settings import Settings
from deploy.commands.try_dedup import nothing_to_fill_from, redis_of_our_own
from streams.memory import Memory
from streams.verdict import Question, question
from tests.conftest import wait_until

REPRINTS, BATCH, WORDS = 6, 16, 120
KILLED_AFTER = 40  # answers of one process


class Found(NamedTuple):
    """What a crowd did: of `asked` articles of so many stories."""

    asked: int
    answers: int
    stories_wrong: int  # with none or several `new`, or several ids
    unequal: int  # articles that got different words
    own_copies: int


def articles(stories: int) -> list[Question]:
    """Of each story an original and reprints: whole, shorter, with a line more, without marks."""
    draw = random.Random(7)
    made = []
    for story in range(stories):
        words = [f"cuvânt{draw.randrange(10**6)}" for _ in range(WORDS)]
        whole = " ".join(words)
        texts = [whole, whole.upper(), " ".join(words[: WORDS - 20]), f"{whole} Sursa: agenția."]
        reprints = (texts[number % len(texts)] for number in range(REPRINTS))
        made += [asked(f"s{story:05}-{number}", text) for number, text in enumerate(reprints)]
    return made


def asked(id: str, text: str) -> Question:
    return question(
        id=id, seen_at="2026-11-22T08:00:00.001Z", language="ro", title="Titlu", text=text,
        completeness="full",
    )  # fmt: skip


async def one_of_the_crowd(url: str, stories: int, seed: int, file: Path) -> None:
    """Ask about all articles in an order of its own; each answer is written down."""
    memory = Memory(Settings(redis=url), nothing_to_fill_from)
    await memory.open(Pulse())
    all_of_them = articles(stories)
    random.Random(seed).shuffle(all_of_them)
    with file.open("a") as out:
        for at in range(0, len(all_of_them), BATCH):
            batch = all_of_them[at : at + BATCH]
            for one, said in zip(batch, await memory.verdicts(batch), strict=True):
                print(json.dumps([one.id, said.word, said.of, said.story]), file=out, flush=True)
    await memory.close()


def crowd(url: str, folder: Path, stories: int, processes: int) -> Found:
    """So many at once, a quarter of them killed under way; then all again, in other orders."""
    running = [begun(url, folder, stories, seed) for seed in range(processes)]
    for seed in range(processes // 4):
        wait_until(lambda seed=seed: len(lines(folder / str(seed))) > KILLED_AFTER, 60)  # type: ignore[misc]  # mypy knows no defaults of lambdas
        running[seed].kill()
    running += [begun(url, folder, stories, 100 + seed) for seed in range(processes)]
    for process in running:
        process.join(300)
    return found(stories, [line for file in folder.iterdir() for line in lines(file)])


def begun(url: str, folder: Path, stories: int, seed: int) -> ForkProcess:
    """(A fork: starting Python eight times costs more than the test.)"""
    file = folder / str(seed)
    file.touch()
    process = get_context("fork").Process(target=member, args=(url, stories, seed, file))
    process.start()
    return process


def member(url: str, stories: int, seed: int, file: Path) -> None:
    asyncio.run(one_of_the_crowd(url, stories, seed, file))


def lines(file: Path) -> list[list[str]]:
    """The whole lines: the last one may have been cut by a kill."""
    whole = file.read_text().rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines()]


def found(stories: int, told: list[list[str]]) -> Found:
    words: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for id, *said in told:
        words[id].add(tuple(map(str, said)))
    wrong = 0
    for story in range(stories):
        members = [f"s{story:05}-{number}" for number in range(REPRINTS)]
        firsts = [id for id in members if any(said[0] == "new" for said in words[id])]
        ids = {said[2] for id in members for said in words[id]}
        wrong += len(firsts) != 1 or len(ids) != 1
    return Found(
        asked=stories * REPRINTS,
        answers=len(told),
        stories_wrong=wrong,
        unequal=sum(len(said) != 1 for said in words.values()),
        own_copies=sum(said[1] == id for id, all_said in words.items() for said in all_said),
    )


@click.command()
@click.option("--stories", default=300, show_default=True)
def main(stories: int) -> None:
    """Crowds of 4 and of 8 processes."""
    for processes in (4, 8):
        with redis_of_our_own() as url, TemporaryDirectory() as folder:
            did = crowd(url, Path(folder), stories, processes)
        click.echo(
            f"{processes} processes: {did.answers} answers about {did.asked} articles; must be 0:"
            f" stories without exactly one new and one id {did.stories_wrong},"
            f" articles with unequal words {did.unequal}, copies of themselves {did.own_copies}"
        )


if __name__ == "__main__":
    main()
