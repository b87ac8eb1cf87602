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
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.xml import xmltotxt
from turbohtml import Document, Element

from streams.caps import HUGE_TAG, is_beyond
from streams.lead import described, with_lead
from streams.leaves import plain_story
from streams.noise import without_noise, without_pointers
from streams.text import paragraphs

LONG = 60  # characters from which a paragraph is prose and not a button
CROP_CHARS = 300  # of prose, less is no story to crop
CROP_SHARE = 0.85  # of the page's prose that the crop must hold; measured, F1 .970 against .964
AROUND_SHARE = 0.97
KEPT_SHARE = 0.6  # of the crop's prose that must come out, or the crop was wrong
MOST_PARTS = 12  # of one story; more parts alike are a list of stories
SHORT = 250  # characters; below, trafilatura's own rescue has a look at the page, too
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])  # lxml refuses them in what it writes
NO_CHARACTERS = ("\ufffe", "\uffff")  # and these
LINES = frozenset({"p", "head", "list", "item", "quote", "lb", "code", "div", "formula"})
How = Literal["plain", "crop", "around", "page", "linear", "none", "learned"]


class Story(NamedTuple):
    """The paragraphs of a story and how they were found."""

    paragraphs: tuple[str, ...]
    how: How


def parsed_page(markup: str) -> Document:
    """The page as a tree, by the WHATWG rules, as browsers see it."""
    return turbohtml.parse(markup)


def story_of(document: Document) -> Story:
    """The story of a page; it loses the page's noise. Nothing where there is none."""
    beginnings = described(document)
    return looked_for(document, beginnings) if bared(document) else linear(document)


def bared(document: Document) -> bool:
    """Take the noise out of the page. False where what is left is too much for lxml."""
    root = without_noise(document).root
    if root is None or is_beyond(root):
        return False
    without_pointers(document)
    return True


def looked_for(document: Document, beginnings: frozenset[str]) -> Story:
    """The story of a page without its noise, wherever it stands."""
    root = document.root
    assert root is not None  # the WHATWG rules make one of nothing
    found = cropped(document) or around(document) or whole(root) or linear(document)
    return Story(with_lead(found.paragraphs, document, beginnings), found.how)


def cropped(document: Document) -> Story | None:
    """The story from the part that scores best, if that holds nearly all of the page's prose."""
    part = document.main_content()
    if part is None or prose(part) <= CROP_CHARS:
        return None
    parts, total = [part], prose(document)
    if prose(part) < CROP_SHARE * total:
        parts = parts_like(part, document)
    inside = sum(map(prose, parts))
    if not CROP_SHARE * total <= inside <= total:  # more: the parts stand within each other
        return None
    plain = plain_story(part) if len(parts) == 1 else None
    if plain is not None:
        return Story(plain, "plain")
    inner = part.html if len(parts) == 1 else "".join(one.inner_html for one in parts)
    return enough(f"<article>{inner}</article>", inside, "crop")


def parts_like(part: Element, document: Document) -> list[Element]:
    """The parts of a story that is told in several boxes alike; only this one where there are none.

    A box with a headline of its own is another story.
    """
    name = part.attr("class")
    boxes = document.select(f"{part.tag}[class]") if name else []
    alike = [box for box in boxes if box.attr("class") == name]
    ours = len(alike) <= MOST_PARTS and not any(box.select_one("h1") for box in alike[1:])
    return alike if alike and ours else [part]


def around(document: Document) -> Story | None:
    """The story from the smallest part that holds nearly all prose: less to read than the page."""
    inside: dict[Element, int] = {}
    for paragraph, length in long_ones(document):
        for part in paragraph.ancestors:
            if isinstance(part, Element):
                inside[part] = inside.get(part, 0) + length
    total = max(inside.values(), default=0)
    if total <= CROP_CHARS:
        return None
    holding = (part for part, length in inside.items() if length >= AROUND_SHARE * total)
    smallest = max(holding, key=depth)
    if smallest.tag in ("html", "body"):
        return None
    return enough(smallest.html, inside[smallest], "around")


def depth(part: Element) -> int:
    return sum(1 for _ in part.ancestors)


def enough(markup: str, inside: int, how: How) -> Story | None:
    """The story in this markup, if most of its prose comes out."""
    found = extracted(f"<html><body>{markup}</body></html>")
    return Story(found, how) if sum(map(len, found)) >= KEPT_SHARE * inside else None


def whole(root: Element) -> Story | None:
    found = extracted(root.html)
    return Story(found, "page") if found else None


def linear(document: Document) -> Story:
    found = paragraphs(document.main_text())
    return Story(found, "linear" if found else "none")


def prose(part: Document | Element) -> int:
    """Characters in paragraphs that are long enough to tell something."""
    return sum(length for _, length in long_ones(part))


def long_ones(part: Document | Element) -> list[tuple[Element, int]]:
    lengths = ((paragraph, len(paragraph.text)) for paragraph in part.select("p"))
    return [(paragraph, length) for paragraph, length in lengths if length > LONG]


def extracted(markup: str) -> tuple[str, ...]:
    """What trafilatura keeps, fast and favouring recall, without readers' comments.

    Its own steps for a raw page (copies, rules for comments: two fifths of its CPU) only where
    little is found; the page has been through ours.
    """
    if HUGE_TAG.search(markup):
        return ()
    for sign in NO_CHARACTERS:
        markup = markup.replace(sign, "")
    safe = markup.encode("utf-8", "replace").translate(None, CONTROLS)
    try:
        body, text = extract_content(prepared(tree_of(safe)), options())
        if len(text) < SHORT:
            body, _, _, _ = trafilatura_sequence(tree_of(safe), options())
    except etree.ParserError:  # a page without any element
        return ()
    return lines_of(body)


def tree_of(markup: bytes) -> html.HtmlElement:
    """The page for trafilatura. No cell says how wide it is: laid out, 3,000 take minutes."""
    tree = html.document_fromstring(markup, parser=parser())
    for cell in tree.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            cell.attrib.pop(name, None)
    return tree


def prepared(tree: html.HtmlElement) -> html.HtmlElement:
    return convert_tags(tree_cleaning(tree, options()), options(), None)


def lines_of(body: etree._Element) -> tuple[str, ...]:
    """The paragraphs of trafilatura's own tree; its writer lays out tables."""
    if body.find(".//table") is not None:
        return paragraphs(xmltotxt(body, False))
    pieces: list[str] = []
    write(body, pieces)
    return paragraphs("".join(pieces))


def write(part: etree._Element, pieces: list[str]) -> None:
    line = "\n" if part.tag in LINES else ""
    pieces += (line, part.text or "")
    for child in part:
        write(child, pieces)
    pieces += (line, part.tail or "")


@cache
def parser() -> html.HTMLParser:
    """lxml's parser with its element classes resolved in C: same output, a tenth less CPU."""
    made = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    made.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return made


@cache
def options() -> Extractor:
    return Extractor(fast=True, recall=True, comments=False)
