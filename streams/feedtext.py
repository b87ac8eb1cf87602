"""entry → text: what a feed itself tells of a story, when that is all there is, or more."""

import re

import turbohtml

from streams.headline import TITLE_CHARS
from streams.pagekind import breaks_off
from streams.text import line, paragraphs

FULL_CHARS = 600  # a feed's text from which it is the story and no teaser
USABLE_CHARS = 20  # fewer say less than the title does
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
TWICE = re.compile(r"</(?:p|div|a|b|strong|em|i|li|span)>|<(?:p|br|img)\b[^<>]*>", re.IGNORECASE)
NOISE = "script, style, svg, template, iframe, object, embed, noscript, figure, table.feed-ad"
TAIL = re.compile(
    r"^(?:the post .{1,200} (?:appeared first on|first appeared on) .{1,80}"
    r"|articolul .{1,200} apare prima dată în .{1,80}"
    r"|(?:read more|continue reading|cite[șş]te (?:mai mult|mai departe|continuarea)|weiterlesen"
    r"|lire la suite|leer más|continua a leggere)\b.{0,60})$",
    re.IGNORECASE,
)


def feed_paragraphs(html: str) -> tuple[str, ...]:
    """The paragraphs of an entry's HTML, escaped once or twice, without the feed's own tail."""
    text = rendered(html)
    if TWICE.search(text):
        text = rendered(text)
    found = paragraphs(text)
    while found and TAIL.match(found[-1]):
        found = found[:-1]
    return found


def rendered(html: str) -> str:
    """The text of some HTML, blocks on lines of their own. Linear, whatever the HTML is."""
    return turbohtml.parse(html).remove(NOISE).to_text()


def is_usable(text: str, title: str) -> bool:
    return len(text) >= USABLE_CHARS and line(text) != title


def is_whole(text: str) -> bool:
    return len(text) >= FULL_CHARS and not breaks_off(text)


def plain_title(title: str) -> str:
    """A headline as one line of text: entities resolved, however often, and no markup."""
    title = title[: 4 * TITLE_CHARS]  # entities are longer than what they stand for
    for _ in range(2):
        title = turbohtml.unescape(title)
    return line(MARKUP.sub("", title))[:TITLE_CHARS]
