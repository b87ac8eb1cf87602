"""A stream of tagged articles as hostile as the real one, and what must be published of it.

Repeats of whole batches, late arrivals, versions that change nothing, retags, withdrawals, texts
that return to an earlier one, copies, teasers. The model below is independent of streams/passage.
"""

import random
from collections import defaultdict
from typing import NamedTuple

import msgspec

from config.codec import TAGGED
from config.moments import moment
from config.records import TaggedArticle
from tests.factories import a_tagged_article

START = 1_700_000_000_000
WORDS = ("fotbal", "guvern", "vreme", "rachete")


class Expected(NamedTuple):
    """One published version, as far as the model tells."""

    seen_at: str
    retag: int
    title: str
    text: str | None
    copy: bool


class Editions:
    """Draws `count` messages from a seed."""

    def __init__(self, count: int, seed: int, articles: int) -> None:
        self._draw, self._ids = random.Random(seed), [f"a{n:05}" for n in range(articles)]
        self._clock, self._last = START, dict[str, TaggedArticle]()
        self._texts: dict[str, list[str]] = defaultdict(list)
        self._late: list[TaggedArticle] = []
        self.articles: list[TaggedArticle] = []
        while len(self.articles) < count:
            self._step()

    def messages(self) -> list[tuple[bytes, bytes]]:
        return [(one.id.encode(), TAGGED.encode(one)) for one in self.articles]

    def _step(self) -> None:
        luck, id = self._draw.random(), self._draw.choice(self._ids)
        last = self._last.get(id)
        if luck < 0.01 and len(self.articles) > 50:
            tail = self._draw.randrange(5, 60)  # a worker that was killed sends its batch again
            self.articles += self.articles[-tail:]
        elif luck < 0.05 and self._late:
            self.articles.append(self._late.pop(0))
        elif last and luck < 0.30:
            self._again(last, luck)
        else:
            self._version(id, last)

    def _again(self, last: TaggedArticle, luck: float) -> None:
        if luck < 0.12:
            self._emit(msgspec.structs.replace(last, seen_at=self._now()))  # nothing new in it
        elif luck < 0.18:
            self._emit(msgspec.structs.replace(last, retag=last.retag + 1))
        elif luck < 0.22:
            self._emit(msgspec.structs.replace(last, seen_at=self._now(), pub_status="withheld"))
        else:
            self.articles.append(last)

    def _version(self, id: str, last: TaggedArticle | None) -> None:
        known = self._texts[id]
        text = f"{id} {len(known)} {self._draw.choice(WORDS)} " + "cuvinte ale poveștii " * 20
        if len(known) > 1 and self._draw.random() < 0.3:
            text = known[-2]
        known.append(text)
        article = a_tagged_article(
            id=id,
            seen_at=self._now(),
            title=f"{id} {len(known)}",
            text=text,
            completeness=self._draw.choice(("full", "teaser")),
            **self._standing(id),
        )
        if last and self._draw.random() < 0.06:
            self._late.append(article)
        else:
            self._emit(article)

    def _standing(self, id: str) -> dict[str, object]:
        """One in four is a copy of the article ten before it, and dedup may change its mind."""
        number = int(id[1:])
        if number % 4 or number < 10:
            return {"kind": "new", "story": id}
        original = f"a{number - 10:05}"
        kind = "near" if self._draw.random() < 0.9 else "new"
        return {"kind": kind, "of": original, "story": original}

    def _emit(self, article: TaggedArticle) -> None:
        self._last[article.id] = article
        self.articles.append(article)

    def _now(self) -> str:
        self._clock += self._draw.randrange(1, 50)
        return moment(self._clock)


def expected(articles: list[TaggedArticle]) -> dict[str, list[Expected]]:
    """Per article what must be published of it, version after version."""
    published: dict[str, list[TaggedArticle]] = defaultdict(list)
    for one in articles:
        before = published[one.id]
        last = before[-1] if before else None
        if any((x.seen_at, x.retag) >= (one.seen_at, one.retag) for x in before):
            continue
        if last and last.pub_status == "withheld" and one.pub_status == "usable":
            continue
        if last and content(last) == content(one) and one.retag <= last.retag:
            continue
        before.append(one)
    return {id: [told(one, ones[0]) for one in ones] for id, ones in published.items() if ones}


def content(article: TaggedArticle) -> tuple[str, str, str]:
    return article.title, article.text, article.pub_status


def told(article: TaggedArticle, first: TaggedArticle) -> Expected:
    text = article.text if article.pub_status == "usable" else None
    return Expected(article.seen_at, article.retag, article.title, text, first.kind == "near")
