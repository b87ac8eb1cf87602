"""How good and how cheap cleaning is, beside trafilatura's default in the same run.

python -m tests.benchmarks.clean [text] [cpu] [language]

Text: F1 by the rules of the article-extraction-benchmark (tests/benchmarks/shingles.py). CPU: the
whole of `clean_article` (decompressing, decoding, facts, text, verdict, language) in ratio to
`trafilatura.extract(html, include_comments=False)` alone, page by page in turn. A site is `known`
once another page of it has taught its template (as two agreeing articles would).
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import trafilatura

from config.charsets import decoded
from config.urls import host_of
from streams.clean import article_and_lesson, clean_article
from streams.errors import Rejected
from streams.language import language_of
from streams.site import Advice, Lesson, Site, merged, tag_of
from tests.benchmarks.goldpages import GoldPage, gold_pages, raw_of
from tests.benchmarks.goldtexts import conversations, news, sentences
from tests.benchmarks.shingles import f1, score

FOREVER = 36500  # days; age ends no page of a test set
SETS = ("extract-zyte", "extract-newspaper4k-tests")
TAUGHT = (tag_of("one"), tag_of("another"))


class Line(NamedTuple):
    """One figure, beside what it must be and what we aim at."""

    what: str
    ours: float
    must: float | None = None
    aim: float | None = None
    peer: float | None = None

    def __str__(self) -> str:
        numbers = (self.ours, self.must, self.aim, self.peer)
        shown = ("".rjust(10) if one is None else f"{one:10.4f}" for one in numbers)
        return f"{self.what:44}{''.join(shown)}"


def text_of(page: GoldPage) -> str:
    try:
        return clean_article(raw_of(page), FOREVER).text
    except Rejected:
        return ""


def plain(page: GoldPage) -> str:
    """What trafilatura's default makes of a page that was decoded for it."""
    return str(trafilatura.extract(decoded(page.body), include_comments=False) or "")


def text_lines() -> list[Line]:
    goals: dict[str, tuple[float, float]] = {"extract-zyte": (0.970, 0.975)}
    lines = []
    for name in SETS:
        pages = gold_pages(name)
        ours = f1([score(page.text, text_of(page)) for page in pages])
        peer = f1([score(page.text, plain(page)) for page in pages])
        must, aim = goals.get(name, (None, None))
        lines.append(Line(f"F1, {name}, {len(pages)} pages", ours, must, aim, peer))
    pages = gold_pages("extract-goose3")
    ours = mean(recall(page, text_of(page)) for page in pages)
    peer = mean(recall(page, plain(page)) for page in pages)
    return [*lines, Line(f"recall of beginnings, goose3, {len(pages)}", ours, peer=peer)]


def recall(page: GoldPage, text: str) -> float:
    return score(page.text, text).recall


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / (len(found) or 1)


# ── CPU ──


def cpu_lines() -> list[Line]:
    pages = gold_pages("extract-zyte")
    text_of(pages[0]), plain(pages[0])  # tables are loaded, patterns compiled
    cold = ratio(pages, lambda page: None)
    known = [(page, advice) for page, advice in taught(pages) if advice.templates]
    used = [pair for pair in known if reads(*pair).used is not None]
    told = dict(used)
    warm = ratio([page for page, _ in used], lambda page: told[page])
    every = ratio([page for page, _ in known], lambda page: dict(known)[page])
    quality = f1([score(page.text, told_text(page, advice)) for page, advice in used])
    as_cold = f1([score(page.text, text_of(page)) for page, _ in used])
    return [
        Line(f"CPU / trafilatura, cold, {len(pages)} pages", cold[0], 0.36, 0.25, 1.0),
        Line(f"CPU / trafilatura, known, {len(used)} pages", warm[0], 0.20, peer=1.0),
        Line("ms a page, known (this machine, now)", warm[1], aim=2.0),
        Line(f"CPU / trafilatura, known or misfit, {len(known)}", every[0], peer=1.0),
        Line("F1 of pages read by template, as if cold", quality, peer=as_cold),
    ]


def ratio(
    pages: Sequence[GoldPage], advice_of: Callable[[GoldPage], Advice | None]
) -> tuple[float, float]:
    """CPU of ours by trafilatura's, pages in turn; and our milliseconds a page."""
    ours = theirs = 0.0
    for page in pages:
        raw_of(page)  # compressing it is the poller's work
        began = time.process_time()
        reads(page, advice_of(page))
        between = time.process_time()
        plain(page)
        ours, theirs = ours + between - began, theirs + time.process_time() - between
    return ours / theirs, ours / len(pages) * 1000


def reads(page: GoldPage, advice: Advice | None) -> Lesson:
    try:
        return article_and_lesson(raw_of(page), FOREVER, advice)[1]
    except Rejected:
        return Lesson()


def told_text(page: GoldPage, advice: Advice) -> str:
    return article_and_lesson(raw_of(page), FOREVER, advice)[0].text


def taught(pages: Sequence[GoldPage]) -> list[tuple[GoldPage, Advice]]:
    """Each page of a site with several, and what another page taught of the site."""
    sites: dict[str, list[GoldPage]] = defaultdict(list)
    for page in pages:
        sites[host_of(page.url)].append(page)
    return [
        (page, advice_from(group[place - 1]))
        for group in sites.values()
        if len(group) > 1
        for place, page in enumerate(group)
    ]


def advice_from(page: GoldPage) -> Advice:
    site, lesson = Site(), reads(page, Advice())
    for tag in TAUGHT:
        site = merged(site, tag, lesson)
    return Advice(site.templates)


# ── language ──


def language_lines() -> list[Line]:
    sets = (
        ("sentences, sib200", sentences("sib200"), 0.90, 0.95),
        ("sentences, lingua", sentences("lingua"), 0.90, 0.95),
        ("paragraphs, udhr, FLORES's languages", sentences("udhr"), 0.90, 0.95),
        ("word pairs, lingua", sentences("pairs"), None, None),
        ("news, Romanian", news(), 0.995, 0.999),
        ("texts >= 200 characters, sib200", conversations("sib200"), 0.995, 0.999),
        ("texts >= 200 characters, lingua", conversations("lingua"), 0.995, 0.999),
    )
    return [
        Line(f"language, {name}, {len(rows)}", right(rows), must, aim)
        for name, rows, must, aim in sets
        if rows
    ]


def right(rows: Sequence[tuple[str, str]]) -> float:
    """The share of texts whose language is told without any claim to help."""
    return mean(float(language_of(text) == language) for language, text in rows)


PARTS: dict[str, Callable[[], list[Line]]] = {
    "text": text_lines,
    "cpu": cpu_lines,
    "language": language_lines,
}


def main(parts: Sequence[str]) -> None:
    print(f"{'':44}{'ours':>10}{'must':>10}{'aim':>10}{'peer':>10}")  # noqa: T201
    for part in parts or PARTS:
        for line in PARTS[part]():
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
