"""page → a mark of what stands in it to be read: steadier than its bytes. Pure.

Clocks, counters, menus and tokens change at every request; sentences and headings do not. Pages are
hostile: run `page_text` in config.children, never in the poller itself.
"""

import re

import msgspec
import xxhash

UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|svg|select|form)\b.*?(?:</\1\s*>|\Z)",
    re.I | re.S,
)
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|time|u|wbr)"
    r"\b[^<>]*>",
    re.I,
)
TAG = re.compile(r"<[a-z/!][^<>]*>", re.I)
HEADING = re.compile(r"<h1\b[^<>]*>([^<>]{1,500})", re.I)
SENTENCE = re.compile(r"[.!?…:;”\"]")
LEAST = 60  # characters of a block that can be a paragraph; menus, dates and captions are shorter


class PageText(msgspec.Struct, frozen=True):
    """Equal marks: the same to read. `size`: characters of it."""

    mark: str
    size: int


def page_text(body: bytes) -> PageText:
    """The mark of a page's headings and paragraphs; the empty mark where it has none.

    Bytes are read as Latin-1: a mark needs no alphabet, and no charset can be told wrongly.
    """
    html = INLINE.sub("", UNREAD.sub(" ", body.replace(b"\xe2\x80\xa6", b".").decode("latin-1")))
    heads = [" ".join(head.split()) for head in HEADING.findall(html)]
    blocks = [" ".join(block.split()) for block in TAG.split(html)]
    read = [*heads, *(b for b in blocks if len(b) >= LEAST and SENTENCE.search(b))]
    text = "\n".join(dict.fromkeys(read))
    return PageText(xxhash.xxh3_64_hexdigest(text.encode()) if text else "", len(text))
