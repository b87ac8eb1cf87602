"""page → why: what was kept of a page, what was dropped, how long each step took."""

import time
from collections.abc import Callable
from typing import TypeVar

import msgspec

from config.charsets import decoded
from config.records import RawArticle
from streams.clean import NO_ANSWER, body_of, read_page
from streams.page import LONG, parsed_page, story_of
from streams.text import line

MOST = 50  # dropped paragraphs that are shown
HOW = {
    "crop": "the part that scores best holds nearly all prose: trafilatura read it alone",
    "around": "no part scores well; trafilatura read the smallest one that holds nearly all prose",
    "page": "no part holds nearly all prose: trafilatura read the whole page",
    "linear": "too many elements or nothing found by trafilatura: the linear extractor's text",
    "none": "no text was found",
}
Made = TypeVar("Made")


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """Kept and dropped paragraphs, the reason, milliseconds of each step."""

    why: str
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    milliseconds: dict[str, float]


def explained(raw: RawArticle) -> Explained:
    """The page of this article, read once more with a watch at each step."""
    took: dict[str, float] = {}
    answer = raw.answer or NO_ANSWER
    body = body_of(raw)
    kind = answer.headers.get("content-type", "")
    markup = timed(took, "decode", lambda: decoded(body, kind))
    document = timed(took, "parse", lambda: parsed_page(markup))
    story = timed(took, "extract", lambda: story_of(document))
    page = timed(took, "whole", lambda: read_page(raw))
    kept = tuple(page.text.split("\n\n")) if page.text else ()
    return Explained(
        why=f"{page.verdict}: {HOW[story.how]}",
        kept=kept,
        dropped=dropped(markup, page.text),
        milliseconds=took,
    )


def dropped(markup: str, text: str) -> tuple[str, ...]:
    """The page's longer paragraphs and list items that are not in the text."""
    told = line(text)
    document = parsed_page(markup)
    document.remove("script, style, noscript, template")
    said = dict.fromkeys(line(part.text) for part in document.select("p, li"))
    return tuple(part for part in said if len(part) > LONG and part not in told)[:MOST]


def timed(took: dict[str, float], step: str, work: Callable[[], Made]) -> Made:
    began = time.process_time()
    made = work()
    took[step] = round(1000 * (time.process_time() - began), 3)
    return made
