"""page → story: the paragraphs of a page, without the page around them.

A page is parsed once, in linear time and in C; what looks like the story is cropped from it and
handed to trafilatura. Pages beyond the caps, where lxml turns quadratic, are read by the linear
extractor alone.
"""

from functools import cache
from typing import Literal, NamedTuple

import turbohtml
from lxml import etree, html
from trafilatura.core import trafilatura_sequence
from trafilatura.settings import Extractor
from trafilatura.xml import xmltotxt
from turbohtml import Document, Element

from streams.text import paragraphs

ELEMENTS = 20_000  # ten times the largest news page measured; beyond, seconds turn to minutes
TAG_BYTES = 1 << 16  # of one tag: 200,000 attributes in one tag cost lxml 16 s
LONG = 60  # characters from which a paragraph is prose and not a button
CROP_CHARS = 300  # of prose, less is no story to crop
CROP_SHARE = 0.85  # of the page's prose that the crop must hold; measured, F1 .970 against .964
KEPT_SHARE = 0.6  # of the crop's prose that must come out, or the crop was wrong
NOISE = (  # by name and role only: words within classes hit whole stories (measured, F1 .97 → .89)
    "script, style, svg, template, iframe, object, embed, noscript, link, meta, button, input,"
    "select, textarea, nav, footer, aside, body > header, [role=navigation], [role=banner],"
    "[role=contentinfo], [role=complementary], #comments, .comments, .comment-list,"
    ".comments-area, #respond, #disqus_thread"
)
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])  # lxml refuses them in what it writes
NO_CHARACTERS = ("\ufffe", "\uffff")  # and these
How = Literal["crop", "page", "linear", "none"]


class Story(NamedTuple):
    """The paragraphs of a story and how they were found."""

    paragraphs: tuple[str, ...]
    how: How


def parsed_page(markup: str) -> Document:
    """The page as a tree, by the WHATWG rules, as browsers see it."""
    return turbohtml.parse(markup)


def story_of(document: Document) -> Story:
    """The story of a page; it loses the page's scripts and styles. Nothing where there is none."""
    root = document.root
    assert root is not None  # the WHATWG rules make one of nothing
    document.remove(NOISE)
    if has_too_many(root):
        return linear(document)
    return cropped(document) or whole(root) or linear(document)


def has_too_many(root: Element) -> bool:
    return any(count > ELEMENTS for count, _ in enumerate(root.iter_elements()))


def cropped(document: Document) -> Story | None:
    """The story from the part that scores best, if that holds nearly all of the page's prose."""
    part = document.main_content()
    if part is None:
        return None
    inside = prose(part)
    if inside <= CROP_CHARS or inside < CROP_SHARE * prose(document):
        return None
    found = extracted(f"<html><body><article>{part.html}</article></body></html>")
    return Story(found, "crop") if sum(map(len, found)) >= KEPT_SHARE * inside else None


def whole(root: Element) -> Story | None:
    found = extracted(root.html)
    return Story(found, "page") if found else None


def linear(document: Document) -> Story:
    found = paragraphs(document.main_text())
    return Story(found, "linear" if found else "none")


def prose(part: Document | Element) -> int:
    """Characters in paragraphs that are long enough to tell something."""
    lengths = (len(paragraph.text) for paragraph in part.select("p"))
    return sum(length for length in lengths if length > LONG)


def extracted(markup: str) -> tuple[str, ...]:
    """What trafilatura keeps, fast and favouring recall, without readers' comments."""
    if any(tag.find(">") > TAG_BYTES for tag in markup.split("<")):
        return ()
    for sign in NO_CHARACTERS:
        markup = markup.replace(sign, "")
    try:
        safe = markup.encode("utf-8", "replace").translate(None, CONTROLS)
        tree = html.document_fromstring(safe, parser=parser())
    except etree.ParserError:  # a page without any element
        return ()
    body, _, _, _ = trafilatura_sequence(tree, options())
    return paragraphs(xmltotxt(body, False))


@cache
def parser() -> html.HTMLParser:
    """lxml's parser with its element classes resolved in C: same output, a tenth less CPU."""
    made = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    made.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return made


@cache
def options() -> Extractor:
    return Extractor(fast=True, recall=True, comments=False)
