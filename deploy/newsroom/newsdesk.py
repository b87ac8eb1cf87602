"""What is published next: first what stands in the plan, then news without end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, cycle
from random import Random
from typing import Literal

from deploy.newsroom.articles import (
    Article,
    correction_of,
    first_told,
    put_right,
    told_again,
)
from deploy.newsroom.stories import (
    Correction,
    Retelling,
    Story,
    outlets,
    second_tellings,
    stories,
    worded,
)

AT_START = 8  # articles that stand in the feeds when they are asked first
BETWEEN = timedelta(minutes=7)  # of those
WINDOW = 20  # entries of a feed
KEPT = 1000  # articles whose pages are still there; a demo may run for weeks
REPRINT_EVERY, CORRECT_EVERY = 4, 7  # publications, once the plan is through
Item = Story | Retelling | Correction | Literal["reprint", "version"]


class Newsdesk:
    """Everything published in one run. The same run, the same articles; the clock is handed in."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.outlets = outlets()
        self.articles: dict[str, Article] = {}  # by path, the latest version
        self._chance = Random(run)  # noqa: S311  picks words, guards nothing
        self._told: dict[str, Article] = {}  # by slug, the last that its own paper printed
        self._plan = plan(stories())
        self._numbers = count(1)

    def open(self, now: datetime) -> list[Article]:
        """What has been published before anybody asks."""
        return [self.publish(now - BETWEEN * (AT_START - place)) for place in range(AT_START)]

    def publish(self, now: datetime) -> Article:
        """The next article, reprint or version."""
        article = self._made(next(self._plan), now)
        self.articles[article.path] = article
        if len(self.articles) > KEPT:
            self.articles.pop(next(iter(self.articles)))
        if article.what != "reprint":
            self._told[article.slug] = article
        return article

    def window(self, outlet: str) -> list[Article]:
        """The articles in an outlet's feed, newest first."""
        own = [article for article in self.articles.values() if article.outlet.id == outlet]
        return sorted(own, key=lambda article: article.updated, reverse=True)[:WINDOW]

    def _made(self, item: Item, now: datetime) -> Article:
        if isinstance(item, Story):
            wording = worded(item, self._chance)
            path = self._path(item.outlet, item.slug)
            return first_told(item, wording, self.outlets[item.outlet], path, now)
        if isinstance(item, Retelling) or item == "reprint":
            return self._again(item if isinstance(item, Retelling) else self._retelling(), now)
        correction = correction_of(self._last()) if item == "version" else item
        return put_right(self._told[correction.of], correction, now)

    def _again(self, again: Retelling, now: datetime) -> Article:
        path = self._path(again.outlet, again.of)
        return told_again(self._told[again.of], again, self.outlets[again.outlet], path, now)

    def _path(self, outlet: str, slug: str) -> str:
        return f"/{self.run}/{outlet}/{slug}-{next(self._numbers)}.html"

    def _last(self, language: str = "") -> Article:
        """The article printed last, of a language that several papers share if one is named."""
        found = (told for told in self._told.values() if told.version == 1)
        return max(
            (told for told in found if language in ("", told.outlet.language)),
            key=lambda told: told.updated,
        )

    def _retelling(self) -> Retelling:
        """Another Romanian paper takes over what was printed last."""
        last = self._last("ro")
        others = [
            outlet.id
            for outlet in self.outlets.values()
            if outlet.language == "ro" and outlet.sections and outlet.id != last.outlet.id
        ]
        change: Literal["shorter", "plain"] = self._chance.choice(("shorter", "plain"))
        return Retelling(
            of=last.slug, outlet=self._chance.choice(others), change=change, headline=last.headline
        )


def plan(told: tuple[Story, ...]) -> Iterator[Item]:
    """Recurring stories, new in every run; between them what happens once, and is told again."""
    recurring = cycle(story for story in told if story.recurring)
    second = second_tellings()
    again: dict[str, list[Retelling | Correction]] = {}
    items: tuple[Retelling | Correction, ...] = (*second.retelling, *second.correction)
    for item in items:
        again.setdefault(item.of, []).append(item)
    waiting: list[Retelling | Correction] = []
    for story in mixed(tuple(story for story in told if not story.recurring)):
        yield next(recurring)
        yield story
        if waiting:
            yield waiting.pop(0)
        waiting += again.get(story.slug, [])
    yield from waiting
    yield from endless(recurring)


def mixed(told: tuple[Story, ...]) -> Iterator[Story]:
    """Papers take turns, so that every language is there from the first minute."""
    queues: dict[str, list[Story]] = {}
    for story in told:
        queues.setdefault(story.outlet, []).append(story)
    while any(queues.values()):
        yield from (queue.pop(0) for queue in queues.values() if queue)


def endless(stories: Iterator[Story]) -> Iterator[Item]:
    for place in count(1):
        if place % REPRINT_EVERY == 0:
            yield "reprint"
        elif place % CORRECT_EVERY == 0:
            yield "version"
        else:
            yield next(stories)
