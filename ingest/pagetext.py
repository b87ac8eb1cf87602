"""page → a mark of what stands in it to be read: steadier than its bytes. Pure.

Clocks, counters, menus and tokens change at every request; sentences and headings do not. Pages are
hostile: run `packed_page_text` in config.children, never in the poller itself.
"""

import re
from html import unescape

import msgspec
import xxhash
import zstandard

UNREAD = re.compile(  # from `<` to `<`: letter by letter it took half of the time of a page
    r"<!--[^-]*(?:-(?!->)[^-]*)*(?:-->|\Z)"
    r"|<(script|style|noscript|template|svg|select|form)\b"
    r"[^<]*(?:<(?!/\1\s*>)[^<]*)*(?:</\1\s*>|\Z)",
    re.I,
)
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|time|u|wbr)"
    r"\b[^<>]*>",
    re.I,
)
TAG = re.compile(r"<[a-z/!][^<>]*>", re.I)
HEADING = re.compile(r"<h1\b[^<>]*>([^<>]{1,500})", re.I)
SENTENCE = re.compile(r"[.!?…:;”\"]")
CANONICAL = re.compile(rb"<link\b[^<>]{0,500}\brel\s*=\s*[\"']?canonical\b[^<>]{0,3000}>", re.I)
HREF = re.compile(
    rb"\bhref\s*=\s*(?:\"([^\"]{1,2000})\"|'([^']{1,2000})'|([^\s\"'<>]{1,2000}))", re.I
)
HEAD = 300_000  # bytes in which a page says what it is
LEAST = 60  # characters of a block that can be a paragraph; menus, dates and captions are shorter


class PageText(msgspec.Struct, frozen=True):
    """Equal marks: the same to read. `size`: characters of it; `canonical`: its own address."""

    mark: str
    size: int
    canonical: str = ""


def packed_page_text(packed: bytes) -> PageText:
    """`page_text` of a page as it travels: to hand over its bytes took longer than to read them."""
    return page_text(zstandard.decompress(packed))


def page_text(body: bytes) -> PageText:
    """The mark of a page's headings and paragraphs; the empty mark where it has none.

    Bytes are read as Latin-1: a mark needs no alphabet, and no charset can be told wrongly.
    """
    html = INLINE.sub("", UNREAD.sub(" ", body.replace(b"\xe2\x80\xa6", b".").decode("latin-1")))
    heads = [" ".join(head.split()) for head in HEADING.findall(html)]
    blocks = [" ".join(block.split()) for block in TAG.split(html)]
    read = [*heads, *(b for b in blocks if len(b) >= LEAST and SENTENCE.search(b))]
    text = "\n".join(dict.fromkeys(read))
    mark = xxhash.xxh3_64_hexdigest(text.encode()) if text else ""
    return PageText(mark, len(text), canonical_of(body))


def canonical_of(body: bytes) -> str:
    """The address that a page gives as its own, if it gives one."""
    link = CANONICAL.search(body, 0, HEAD)
    href = HREF.search(link[0]) if link else None
    told = next(filter(None, href.groups()), b"") if href else b""
    return unescape(told.decode("utf-8", "replace")).strip()
