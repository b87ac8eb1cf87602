"""page → less page: what is no part of any story goes before anybody looks for the story.

By names of elements and roles, and by what links do. Words within classes would hit whole stories
(measured, F1 .97 → .89).
"""

import re
from collections.abc import Iterator

from turbohtml import Document, Element

NOISE = (
    "script, style, svg, template, iframe, object, embed, noscript, link, meta, button, input,"
    "select, textarea, nav, footer, aside, body > header, [role=navigation], [role=banner],"
    "[role=contentinfo], [role=complementary], #disqus_thread, #respond,"
    "figure:not(:has(table)), picture, video, audio, canvas, dialog, map, label, img, source, math"
)
COMMENTS = (  # what readers say below a story
    "#comments, .comments, .comment-list, .comments-area, [id^=comments], [id^=Comments],"
    "[class^=comment-], [class^=comments], [class*=post-comments], [class*=article-comments],"
    "[class*=comment-list]"
)
POINTER_CHARS = 200  # a longer line that is all link is a sentence that happens to link
LINKED = 0.8  # share of a line's letters within links from which it points elsewhere
SAID = re.compile(r"[.!?…。！？।؟۔:;\"”»]\s*$")  # a sentence, even where all of it is a link


def without_noise(document: Document) -> Document:
    """The same document without what surrounds stories, and without readers' comments."""
    return document.remove(f"{NOISE}, {COMMENTS}")


def without_pointers(document: Document) -> Document:
    """The same without lists of links and lines that only point to other stories."""
    for part in [*lists_of_links(document), *lines_of_links(document)]:
        part.decompose()
    return document


def lists_of_links(document: Document) -> Iterator[Element]:
    for found in document.select(":is(ul, ol):has(a)"):
        items = [child for child in found.children if getattr(child, "tag", "") == "li"]
        if len(items) > 1 and linked(found) >= LINKED:
            yield found


def lines_of_links(document: Document) -> Iterator[Element]:
    for found in document.select(":is(p, h2, h3, h4, li):has(a)"):
        text = found.text.strip()
        if 0 < len(text) <= POINTER_CHARS and not SAID.search(text) and linked(found) >= LINKED:
            yield found


def linked(part: Element) -> float:
    """Share of a part's letters that stand within links."""
    total = len(part.text.strip())
    return sum(len(link.text.strip()) for link in part.select("a")) / total if total else 0.0
