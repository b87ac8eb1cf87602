"""page → outline: what stands around a story, by which pages without one are told apart."""

import re
from collections import Counter
from typing import NamedTuple

from turbohtml import Document, Element

from streams.text import line

PLAYERS = (
    "video, audio[src], [data-video], [class*=video-player i], [class*=jwplayer i],"
    "[class*=brightcove i], iframe[src*=youtube i], iframe[src*=vimeo i],"
    "iframe[src*=dailymotion i], iframe[src*=player i]"
)
LOCKS = "[class*=paywall i], [id*=paywall i], [class*=regwall i], [class*=subscriber-only i]"
LOCK_CHARS = 20  # said by such a box; an empty one waits for a script on every page of a site
AROUND = "script, style, noscript, template, svg, nav, footer, aside, body > header"
HEADED = "a h2, a h3, a h4"  # the other way round see IN_HEADINGS
IN_HEADINGS = "h2 a, h3 a, h4 a"
OFTEN = 6  # the same words under headlines, of a list of stories
LABEL_CHARS = 60
OF_ADS = re.compile(r"\b(?:ads?|adv|advert|banner|dfp|gpt|adslot|pub)\b", re.IGNORECASE)
MOST_NEAR = 6  # elements before a headline that may be its label
HEADLINE_CHARS = 20  # of a link that is a headline and not a button


class Outline(NamedTuple):
    """Taken before the page loses its noise."""

    players: int = 0
    lock: str = ""  # what a box says that is called a paywall
    labels: tuple[str, ...] = ()  # short lines right before the headline


class Links(NamedTuple):
    """What leads elsewhere from a page, its navigation apart."""

    headed: int = 0  # headings that lead elsewhere, and links of the same short name
    prose: int = 0  # characters in paragraphs
    longest: int = 0  # of them, between two such headings
    listed: int = 0  # links as long as headlines
    share: float = 0.0  # of all text
    text: str = ""  # all of it


def outline_of(document: Document) -> Outline:
    boxes = (line(box.text) for box in document.select(LOCKS)[:MOST_NEAR])
    return Outline(
        players=len(document.select(PLAYERS)),
        lock=next((said for said in boxes if len(said) >= LOCK_CHARS), ""),
        labels=labels_of(document),
    )


def labels_of(document: Document) -> tuple[str, ...]:
    """Short lines before the headline, within its box and right above it."""
    heading = document.select_one("h1")
    if heading is None:
        return ()
    near = [*before(heading), *(before(heading.parent) if is_box(heading.parent) else ())]
    said = (line(one.text) for one in near)
    return tuple(label for label in said if 0 < len(label) <= LABEL_CHARS)


def before(element: object) -> list[Element]:
    if not isinstance(element, Element):
        return []
    found = [one for one in element.previous_siblings if isinstance(one, Element)]
    return [one for one in found[:MOST_NEAR] if not is_slot(one)]


def is_slot(element: Element) -> bool:
    """Space for an advertisement: it has the same label, and a script or a name of its trade."""
    inside = element.select_one("script, ins, iframe, [data-ad]") is not None
    return inside or bool(OF_ADS.search(f"{element.attr('class')} {element.attr('id')}"))


def is_box(element: object) -> bool:
    return isinstance(element, Element) and element.tag not in ("body", "html")


def links_of(document: Document) -> Links:
    """How much of a page leads elsewhere, its navigation apart; the page loses that."""
    document.remove(AROUND)
    said = [line(one.text) for one in document.select("a[href]")]
    text = document.to_text()
    runs = runs_of(document, most_repeated(said))
    return Links(
        headed=len(runs) - 1,
        prose=sum(runs),
        longest=max(runs),
        listed=sum(1 for one in said if len(one) >= HEADLINE_CHARS),
        share=sum(map(len, said)) / (len(text) or 1),
        text=text,
    )


def runs_of(document: Document, more: str) -> list[int]:
    """Characters of paragraphs before, between and behind what leads to other stories.

    That is a heading with a link, and links that all say `more`.
    """
    runs = [0]
    in_headings = frozenset(document.select(IN_HEADINGS))
    for part in document.select(f"{HEADED}, p, a[href]"):
        if part.tag != "p":
            ends = part.tag != "a" or part in in_headings or (more and line(part.text) == more)
            runs += [0] if ends else []
        elif not is_all_link(part):
            runs[-1] += len(line(part.text))
    return runs


def is_all_link(part: Element) -> bool:
    linked = sum(len(line(link.text)) for link in part.select("a"))
    return linked > 0 and 2 * linked > len(line(part.text))


def most_repeated(said: list[str]) -> str:
    """The short words that lead on most often: `Read more` under each of many headlines."""
    short = Counter(one for one in said if 0 < len(one) < HEADLINE_CHARS)
    words, times = next(iter(short.most_common(1)), ("", 0))
    return words if times >= OFTEN else ""
