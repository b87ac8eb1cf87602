"""page → why: what was kept of a page, what was dropped and why, how long each step took."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec
from turbohtml import Document, Element

from config.charsets import decoded
from config.records import RawArticle
from streams.clean import NO_ANSWER, ReadPage, body_of, read_page
from streams.facts import facts_of
from streams.page import LONG, parsed_page, story_of
from streams.text import line

MOST = 50  # dropped paragraphs that are shown
SHOWN = "p, li, blockquote, h2, h3, figcaption"
HOW = {
    "plain": "the part that scores best holds nearly all prose, in plain paragraphs: all were kept",
    "crop": "the part that scores best holds nearly all prose: trafilatura read it alone",
    "around": "no part scores well; trafilatura read the smallest one that holds nearly all prose",
    "page": "no part holds nearly all prose: trafilatura read the whole page",
    "linear": "too many elements or nothing found by trafilatura: the linear extractor's text",
    "learned": "the place where this site keeps its stories was known",
    "none": "no text was found",
}
WHAT = {
    "error": "the server said so, or the page begins with a word for `not found`",
    "consent": "most of its text asks for consent to cookies and data",
    "advert": "a label at its headline or its own type declares paid content",
    "video": "it calls itself a video or holds a player, and has no prose to read",
    "index": "it leads to other stories and tells machines neither an article nor its date",
    "empty": "nothing to read, or only a word about scripts",
    "paywall": "it says it is not free or asks to subscribe, and its text is short",
    "teaser": "its text breaks off by its own sign",
    "story": "none of the rules for other kinds of pages holds",
}
PLACES = {  # where an element stands, and what is said of all that stands there
    "nav": "navigation", "header": "the page's head", "footer": "the page's foot",
    "aside": "beside the story", "form": "a form", "figure": "with a picture",
    "button": "a button", "noscript": "for readers without scripts",
}  # fmt: skip
NAMED = {  # words in the names of boxes
    "comment": "readers' comments", "cookie": "a consent banner", "consent": "a consent banner",
    "newsletter": "a newsletter's box", "related": "other stories", "recommend": "other stories",
    "share": "buttons to share", "social": "buttons to share", "paywall": "a paywall's box",
    "promo": "an advertisement", "advert": "an advertisement", "sidebar": "beside the story",
}  # fmt: skip
LINKED = 0.8  # of a paragraph's characters that lead elsewhere
Made = TypeVar("Made")


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph of the page that is not in the text, and why not."""

    text: str
    why: str


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """Kept and dropped paragraphs, the reasons, milliseconds of each step."""

    why: str
    kept: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    milliseconds: dict[str, float]
    section: str = ""
    updated_at: str | None = None
    dates: tuple[str, ...] = ()  # every claim: moment, source, zone
    image: str | None = None
    canonical_url: str | None = None
    rights: dict[str, str] = {}


def explained(raw: RawArticle) -> Explained:
    """The page of this article, read once more with a watch at each step."""
    took: dict[str, float] = {}
    answer = raw.answer or NO_ANSWER
    body = body_of(raw)
    kind = answer.headers.get("content-type", "")
    markup = timed(took, "decode", lambda: decoded(body, kind))
    document = timed(took, "parse", lambda: parsed_page(markup))
    timed(took, "facts", lambda: facts_of(document, answer.url, answer.headers, answer.tdm))
    timed(took, "extract", lambda: story_of(document))
    page = timed(took, "whole", lambda: read_page(raw))
    return told_of(page, tuple(dropped(parsed_page(markup), page)), took)


def told_of(page: ReadPage, dropped: tuple[Dropped, ...], took: dict[str, float]) -> Explained:
    facts = page.facts
    rights = {"tdm": facts.rights.tdm, "ai": facts.rights.ai, "from": facts.rights.source}
    return Explained(
        why=f"{page.verdict}: {WHAT[page.verdict]}; {HOW[page.read.story.how]}",
        kept=tuple(page.text.split("\n\n")) if page.text else (),
        dropped=dropped,
        milliseconds=took,
        section=facts.section,
        updated_at=facts.modified.isoformat() if facts.modified else None,
        dates=tuple(f"{date.at.isoformat()} {date.source}" for date in facts.dates),
        image=facts.image,
        canonical_url=facts.canonical,
        rights={name: told for name, told in rights.items() if told},
    )


def dropped(document: Document, page: ReadPage) -> Iterator[Dropped]:
    """The page's longer lines that are not in the text, each once."""
    document.remove("script, style, template")
    told, known = line(page.text), set[str]()
    for part in document.select(SHOWN):
        said = line(part.text)
        if len(said) > LONG and said not in told and said not in known and len(known) < MOST:
            known.add(said)
            yield Dropped(text=said, why=reason(part, said, page))


def reason(part: Element, said: str, page: ReadPage) -> str:
    if said in (page.facts.title, page.facts.heading):
        return "the headline"
    linked = sum(len(line(link.text)) for link in part.select("a"))
    if linked >= LINKED * len(said):
        return "it only leads elsewhere"
    return next(places(part), "no part of the story, says the extractor")


def places(part: Element) -> Iterator[str]:
    """What the boxes around a line say of it, the nearest first."""
    for box in (part, *part.ancestors):
        if not isinstance(box, Element):
            continue
        if box.tag in PLACES:
            yield PLACES[box.tag]
        names = f"{box.attr('class')} {box.attr('id')}".lower()
        yield from (what for word, what in NAMED.items() if word in names)


def timed(took: dict[str, float], step: str, work: Callable[[], Made]) -> Made:
    began = time.process_time()
    made = work()
    took[step] = round(1000 * (time.process_time() - began), 3)
    return made
