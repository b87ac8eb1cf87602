"""A headline's words, a text's form → what kind of piece it is: live, opinion, a result, …

A kind needs a reason that can be shown: words that editors listed (config/rules/genres.toml), or
its form. Who is unsure says nothing; most articles are plain news and have no genre.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from config.published import TOPIC_URI, Subject
from streams.letters import Page
from streams.lexicon import Hit
from streams.marks import Mark
from streams.urgency import OPENS

URI = "http://cv.iptc.org/newscodes/genre/"  # IPTC's list has these five and no such others
LISTED = {
    "opinion": "Opinion", "interview": "Interview", "analysis": "Analysis",
    "obituary": "Obituary", "weather": "Forecast",
}  # fmt: skip
NEEDED = {"market": "04000000"}  # what else such words may mean, an article on it has this topic
SPORT, FORECASTS = "15000000", ("20001128", "20001131")
BREAKING = 2  # the highest urgency that is no breaking news counts one more
SCORE = re.compile(
    r"(?<![\d-])\d{1,3} ?[-–:] ?\d{1,3}(?![\d-]|:\d)(?! ?(?:octombrie|ani|milioane))"
)
TIMED = re.compile(r"^(?:ora |um )?[0-2]?\d[:.][0-5]\d\b(?=\W)", re.MULTILINE)
QUESTION = re.compile(r"^[^\n]{15,400}\?$", re.MULTILINE)
TIMES, QUESTIONS = 4, 3  # paragraphs of such a form, from which a text is a live blog, an interview
SHOWN = 4
BEHIND = 2  # characters behind the last word of a headline: a quotation mark, a bracket

Found = dict[str, tuple[Mark, ...]]


def genres(
    hits: Iterable[Hit], page: Page, urgent: int, urging: Sequence[Hit], topics: Sequence[Subject]
) -> list[tuple[Subject, tuple[Mark, ...]]]:
    """The kinds of a page with what shows them, in the order of their names."""
    about = {(topic.uri or "").removeprefix(TOPIC_URI) for topic in topics}
    found: Found = {}
    if urgent <= BREAKING:
        found["breaking"] = tuple(mark(hit) for hit in urging)
    for name, shown in (*worded(hits, page, about), *formed(page, about)):
        found.setdefault(name, shown)
    return [(genre(name), found[name]) for name in sorted(found)]


def genre(name: str) -> Subject:
    return Subject(name=name, uri=URI + LISTED[name] if name in LISTED else None)


def mark(hit: Hit) -> Mark:
    return Mark(hit.entry.rule, hit.start, hit.end, hit.entry.term.weight)


def worded(
    hits: Iterable[Hit], page: Page, about: set[str]
) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The kinds that words of the headline name."""
    for hit in hits:
        if hit.entry.kind == "genre" and hit.end <= len(page.title):
            name, _, at = hit.entry.tag.partition(":")
            if stands(hit, at, page) and NEEDED.get(name, "") in {"", *about}:
                yield name, (mark(hit),)


def stands(hit: Hit, at: str, page: Page) -> bool:
    """Whether the words stand where the rule asks for them."""
    if at == "start":  # `Live-ul trupei` only begins like it
        return hit.start <= OPENS and page.text[hit.end] != "-"
    return at == "title" or hit.end >= len(page.title) - BEHIND


def formed(page: Page, about: set[str]) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The kinds that show in the form of headline or text."""
    body = page.body_at
    if SPORT in about:
        yield from shaped("sport result", SCORE, page, (0, len(page.title)), 1)
    if about & set(FORECASTS):
        yield from forecast(page, about)
    yield from shaped("live", TIMED, page, (body, len(page.text)), TIMES)
    yield from shaped("interview", QUESTION, page, (body, len(page.text)), QUESTIONS)


def shaped(
    name: str, form: re.Pattern[str], page: Page, where: tuple[int, int], least: int
) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    found = list(form.finditer(page.text, *where))
    if len(found) >= least:
        yield name, tuple(Mark(f"genre:{name}", *one.span()) for one in found[:SHOWN])


def forecast(page: Page, about: set[str]) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """A forecast or a warning of the weather; the whole headline shows it."""
    if page.title and "17000000" in about:
        yield "weather", (Mark("genre:weather", 0, len(page.title)),)
