"""python -m tests.benchmarks.dedup quality|cost|fill: how well copies are known, and its price.

quality [--list FILE …]  precision and recall on streams with gold (JSON lines as `try dedup` reads
                         them, with `gold`: dup, new, gray), ours beside MinHash LSH on Redis and
                         SimHash, in one run
cost [--articles N]      CPU of a sketch and of Redis per article, bytes, beside MinHash LSH
fill [--articles N]      the same for N originals in steps of 100,000, and what a copy adds

Ours is the production script on a redis-server of its own. Figures stand beside must and aim.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TypeVar

import click
import redis

from config.health import Pulse
from config.moments import moment
from config.settings import Settings
from deploy.commands.try_dedup import nothing_to_fill_from, redis_of_our_own
from streams.fingerprint import fold
from streams.memory import Memory
from streams.sketch import sketch
from streams.verdict import Question, Verdict, question
from tests.benchmarks.dedupdata import FLAGGED, Article, Said, Score, Stream, scored, streams
from tests.benchmarks.deduppeers import Costs, minhashed, simhashed, spent
from tests.benchmarks.newsmaker import Newsmaker

BATCH = 200  # as a worker takes them
STEP = 100_000
COPIES = 20_000
GOALS = {  # must P, must R, aim P, aim R
    "derived": (0.975, 0.97, 0.985, 0.985), "reuters half": (0.985, 0.93, 0.995, 0.96),
}  # fmt: skip
TRAPS = ("tpl_weather", "reuters_template", "shared_boilerplate", "shared_quote")
MICRO = 1e6
T = TypeVar("T")


@click.group()
def main() -> None:
    """Measure how copies are recognised."""


class Ours:
    """The production memory, asked from plain code."""

    def __init__(self, url: str, articles: int) -> None:
        self.store = redis.Redis.from_url(url)
        self._loop = asyncio.new_event_loop()
        settings = Settings(redis=url, dedup_articles=articles)
        self._memory = Memory(settings, nothing_to_fill_from)
        self._loop.run_until_complete(self._memory.open(Pulse()))

    def verdicts(self, questions: Sequence[Question]) -> list[Verdict]:
        said: list[Verdict] = []
        for at in range(0, len(questions), BATCH):
            asked = self._memory.verdicts(questions[at : at + BATCH])
            said += self._loop.run_until_complete(asked)
        return said

    def close(self) -> None:
        self._loop.run_until_complete(self._memory.close())
        self._loop.close()
        self.store.close()


@contextmanager
def ours(articles: int) -> Iterator[Ours]:
    with redis_of_our_own() as url:
        one = Ours(url, articles)
        yield one
        one.close()


def asked(number: int, one: Article) -> Question:
    return question(
        id=one.id, seen_at=moment(number + 1), language=one.language, title=one.title,
        text=one.text, completeness="full",
    )  # fmt: skip


@main.command()
@click.option("--list", "files", multiple=True, type=click.Path(exists=True, path_type=Path))
def quality(files: Sequence[Path]) -> None:
    """Precision and recall on streams with gold, beside the peers'."""
    found = list(streams(files))
    if not found:
        raise click.ClickException("no stream: the shared test data is not here; give --list FILE")
    for stream in found:
        goal = GOALS.get(stream.name)
        must = "must {:.3f}/{:.3f} aim {:.3f}/{:.3f}".format(*goal) if goal else ""
        click.echo(f"\n{stream.name}: {len(stream.articles)} articles   {must}")
        row("wiredesk", scored(stream, by_ours(stream)))
        row("MinHash LSH", scored(stream, by_minhash(stream)))
        row("SimHash k=3", scored(stream, simhashed(stream.articles)))


def row(name: str, score: Score) -> None:
    more = f"  false copies {score.false_copies:.3%} (must .1%, aim .03%)"
    if score.kinds:
        traps = [f"{kind} {score.kinds[kind]:.3f}" for kind in TRAPS if kind in score.kinds]
        more = f"  excerpt+boilerplate {score.kinds.get('combo_trunc3', 0):.3f}; " + ", ".join(
            traps
        )
    click.echo(f"  {name:<12} P {score.precision:.3f}  R {score.recall:.3f}{more}")


def by_ours(stream: Stream) -> dict[str, Said]:
    with ours(len(stream.articles)) as memory:
        questions = [asked(number, one) for number, one in enumerate(stream.articles)]
        verdicts = memory.verdicts(questions)
    return {
        one.id: Said(verdict.word in FLAGGED, verdict.story)
        for one, verdict in zip(stream.articles, verdicts, strict=True)
    }


def by_minhash(stream: Stream) -> dict[str, Said]:
    with redis_of_our_own() as url, redis.Redis.from_url(url) as store:
        return minhashed(stream.articles, store, Costs())


@main.command()
@click.option("--articles", default=20_000, show_default=True, help="of 400 words, for ours")
@click.option("--peer", default=2_000, show_default=True, help="articles for MinHash LSH")
def cost(articles: int, peer: int) -> None:
    """CPU and bytes per article, beside MinHash LSH."""
    made = Newsmaker().articles(articles)
    sketching = timed(lambda text: sketch(fold(text)), [one.text for one in made])
    asking = timed(lambda one: asked(0, one), made)
    with ours(articles) as memory:
        new = measured(memory, made, "new")
        copies = measured(memory, Newsmaker(seed=2).reprints(made), "near")
    theirs = Costs()
    with redis_of_our_own() as url, redis.Redis.from_url(url) as store:
        minhashed(made[:peer], store, theirs)
    sign, client, server = (x / peer * MICRO for x in (theirs.sketch, theirs.client, theirs.redis))
    click.echo(f"sketch        {sketching:7.0f} µs  (with all a question holds: {asking:.0f})")
    click.echo(f"  MinHash LSH {sign + client:7.0f} µs  ours is 1/{(sign + client) / sketching:.1f}"
               "   must 1/20, aim 1/40")  # fmt: skip
    click.echo(f"Redis, new    {new.redis:7.0f} µs   {new.bytes:6.0f} bytes   must 1200, aim 900")
    click.echo(f"Redis, copy   {copies.redis:7.0f} µs   {copies.bytes:6.0f} bytes   must 350")
    click.echo(f"  MinHash LSH {server:7.0f} µs   {theirs.bytes / peer:6.0f} bytes"
               f"   ours is 1/{server / new.redis:.1f}   must 1/2.5, aim 1/6")  # fmt: skip


def timed(work: Callable[[T], object], things: Sequence[T]) -> float:
    """Microseconds of CPU for each."""
    began = time.process_time()
    for thing in things:
        work(thing)
    return (time.process_time() - began) / len(things) * MICRO


def measured(memory: Ours, made: Sequence[Article], word: str) -> Costs:
    """Microseconds of Redis and bytes for each; raises when they are not what they should be."""
    questions, before = [asked(number, one) for number, one in enumerate(made)], spent(memory.store)
    said = memory.verdicts(questions)
    after, costs = spent(memory.store), Costs()
    wrong = sum(verdict.word != word for verdict in said)
    if wrong > len(made) / 1000:
        raise click.ClickException(f"{wrong} of {len(made)} are not {word}")
    costs.redis = (after[0] - before[0]) / len(made) * MICRO
    costs.bytes = (after[1] - before[1]) / len(made)
    return costs


@main.command()
@click.option("--articles", default=STEP, show_default=True, help="originals of 400 words")
def fill(articles: int) -> None:
    """Fill a memory in steps of 100,000, and say what the last step costs beside the first."""
    newsmaker, steps, filled = Newsmaker(), list[Costs](), 0
    with ours(articles) as memory:
        start = spent(memory.store)[1]
        while filled < articles:
            steps.append(step(memory, newsmaker, min(STEP, articles - filled)))
            filled += min(STEP, articles - filled)
            size = spent(memory.store)[1] - start
            click.echo(f"{filled:9} originals  {steps[-1].redis:5.0f} µs of Redis each"
                       f"  {size / filled:5.0f} bytes each  {size / 2**30:.3f} GB")  # fmt: skip
        last = newsmaker.articles(BATCH)
        memory.verdicts([asked(0, one) for one in last])
        copies = [
            measured(memory, newsmaker.reprints(last), "near") for _ in range(COPIES // BATCH)
        ]
    ratio = steps[-1].redis / steps[0].redis
    click.echo(f"the last step costs {ratio:.2f} of the first   must 1.5, aim 1.1")
    click.echo(f"originals {size / filled:.0f} bytes   must 1200, aim 900; 1 M within 1.25 GB")
    size = median(one.bytes for one in copies)  # of batches: one may double the table of keys
    click.echo(f"copies {size:.0f} bytes   must 350")


def step(memory: Ours, newsmaker: Newsmaker, articles: int) -> Costs:
    """So many originals, made as they are needed: the texts of a million are 2.4 GB."""
    total, chunk = Costs(), 2_000
    for at in range(0, articles, chunk):
        made = newsmaker.articles(min(chunk, articles - at))
        costs = measured(memory, made, "new")
        total.redis += costs.redis * len(made) / articles
    return total


if __name__ == "__main__":
    main()
