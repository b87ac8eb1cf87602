"""The stage `clean`: pages are read in children, with what is known of their sites.

articles.raw ─ told ─▶ advice ─ children ─▶ articles, lessons ─ taught ─▶ articles.clean
"""

from collections.abc import Sequence
from functools import partial
from typing import Literal, TypeGuard

import msgspec

from config.children import Children, Killed, children_of
from config.codec import CLEAN, RAW
from config.health import Pulse
from config.metrics import BOILERPLATE, PAGES_READ
from config.settings import Settings
from config.topics import Name
from streams.clean import article_and_lesson, clean_article, without_page
from streams.site import Advice, Lesson
from streams.sites import Asked, Sites, Told, asked_of
from streams.stage import Outcome, Parked, Passed, attempt, outcome, portable

NOTHING = Lesson()


class Job(msgspec.Struct, frozen=True):
    """One message, and what is known of its site; None where nothing is remembered at all."""

    message: bytes
    advice: Advice | None = None


class Done(msgspec.Struct, frozen=True):
    """What became of a message, and what it teaches."""

    outcome: Outcome
    lesson: Lesson = NOTHING


class Address(msgspec.Struct, frozen=True):
    url: str = ""


class Head(msgspec.Struct, frozen=True):
    """As much of a raw article as tells whose it is; the page's bytes are skipped."""

    id: str
    seen_at: str
    entry: Address
    answer: Address | None = None


HEAD = msgspec.msgpack.Decoder(Head)


class Cleaner(msgspec.Struct, frozen=True):
    """What runs in a child, per message."""

    keep_days: int

    def __call__(self, job: Job) -> Done:
        made = attempt(self.clean, job)
        return made if isinstance(made, Done) else Done(portable(made))

    def clean(self, job: Job) -> Done:
        article, lesson = article_and_lesson(RAW.decode(job.message), self.keep_days, job.advice)
        return Done(Passed(CLEAN.encode(article)), lesson)


class CleanStage:
    """Pages are hostile bytes: they are read in children that may die of one without harm."""

    name: Literal["clean"] = "clean"
    source: Name = "raw"
    target: Name = "clean"
    batch = 50  # pages of up to 4 MiB

    def __init__(self, children: Children[Job, Done], keep_days: int, sites: Sites) -> None:
        self._children, self._keep_days, self._sites = children, keep_days, sites
        self._pulse: Pulse | None = None  # before `begin`, nothing is known of any site

    async def begin(self, pulse: Pulse) -> None:
        """The children start with the first batch."""
        self._pulse = pulse
        self._sites.open(pulse)

    async def decide(self, values: Sequence[bytes]) -> list[Outcome]:
        asked = [whose(value) for value in values]
        told = await self._told(asked)
        jobs = [
            Job(value, one.advice if one is not None else None)
            for value, one in zip(values, told, strict=True)
        ]
        results = await self._children.results(jobs, self._moved)
        await self._taught(asked, told, results)
        return [self._judged(value, result) for value, result in zip(values, results, strict=True)]

    async def _told(self, asked: Sequence[Asked | None]) -> list[Told | None]:
        """What is known for each message; None where it cannot be told whose it is."""
        known = [one for one in asked if one is not None]
        if self._pulse is None or not known:
            return [None] * len(asked)
        told = iter(await self._sites.told(known))
        return [None if one is None else next(told) for one in asked]

    async def _taught(
        self,
        asked: Sequence[Asked | None],
        told: Sequence[Told | None],
        results: Sequence[Done | Killed],
    ) -> None:
        """Remember what was learnt before anything is sent: asked again, it is the same."""
        lessons = [
            (whom, was, done.lesson)
            for whom, was, done in zip(asked, told, results, strict=True)
            if whom is not None and was is not None and is_final(done)
        ]
        if lessons:
            await self._sites.taught(lessons)
        for _, _, lesson in lessons:
            count(lesson)

    def _moved(self) -> None:
        """A batch of hostile pages takes long, but it gets on."""
        if self._pulse is not None:
            self._pulse.busy()

    def _judged(self, value: bytes, result: Done | Killed) -> Outcome:
        if isinstance(result, Killed):
            return self._survived(value, result)
        made = result.outcome
        return self._survived(value, made.error) if isinstance(made, Parked) else made

    def _survived(self, value: bytes, error: Exception) -> Outcome:
        """A page broke its reader: the feed's own words go on, the page stays as evidence."""
        why = error.reason if isinstance(error, Killed) else "broken"
        left = outcome(partial(fed_message, why=why, keep_days=self._keep_days), value)
        return Passed(left.value, error) if isinstance(left, Passed) else Parked(error)

    async def end(self) -> None:
        """End the children; nobody waits for what they were reading."""
        self.stop()
        if self._pulse is not None:
            await self._sites.close()

    def stop(self) -> None:
        self._children.stop()


def whose(value: bytes) -> Asked | None:
    """Which article of which site a message is; None where it is no message."""
    try:
        head = HEAD.decode(value)
    except msgspec.DecodeError:
        return None
    return asked_of(head.id, head.seen_at, (head.answer or head.entry).url or head.entry.url)


def is_final(done: Done | Killed) -> TypeGuard[Done]:
    """Was the page read to its end? What broke teaches nothing."""
    return isinstance(done, Done) and not isinstance(done.outcome, Parked)


def count(lesson: Lesson) -> None:
    BOILERPLATE.inc(len(lesson.gone))
    PAGES_READ.labels("learned" if lesson.used is not None else "cold").inc()


def fed_message(message: bytes, why: str, keep_days: int) -> bytes:
    """The message cleaned as if its page had never come."""
    return CLEAN.encode(clean_article(without_page(RAW.decode(message), why), keep_days))


def clean_stage(settings: Settings) -> CleanStage:
    """The stage with its children; make it before the event loop and the client's threads."""
    children = children_of(settings, Cleaner(settings.keep_days), shared=["streams.warmed"])
    return CleanStage(children, settings.keep_days, Sites(settings))
