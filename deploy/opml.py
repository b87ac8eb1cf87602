"""OPML, as readers exchange lists of feeds: read as it comes, written as it should be."""

import html
import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

import msgspec

from config.feeds import Feed

# Outlines are found by their shape, not by an XML parser: two of three lists in the wild are not
# well-formed (a bare & is enough, and quotes stand inside quotes), and a parser that expands
# entities has no business here. A value ends at a quote before the next name or the tag's end.
OUTLINE = re.compile(
    r"<outline\b(.*?)/?>(?=\s*(?:</?(?:outline|body|opml)\b|<!--|\Z))", re.I | re.S
)
NEXT = r"(?=\s+[\w:.-]+\s*=\s*[\"']|\s*\Z)"
ATTRIBUTE = re.compile(rf"([\w:.-]+)\s*=\s*(?:\"(.*?)\"|'(.*?)'){NEXT}", re.S)
DECLARED = re.compile(rb"^<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", re.I)
COMMENT = re.compile(r"<!--.*?-->", re.S)


class Outline(msgspec.Struct, frozen=True):
    """One feed of a list, as told."""

    url: str
    title: str
    language: str = ""


def outlines(document: bytes) -> Iterator[Outline]:
    """Every outline that has an address, in order, folders opened."""
    for found in OUTLINE.finditer(COMMENT.sub("", decoded(document))):
        told = {
            name.lower(): html.unescape(double or single).strip()
            for name, double, single in ATTRIBUTE.findall(found[1])
        }
        if told.get("xmlurl"):
            title = told.get("title") or told.get("text") or ""
            yield Outline(told["xmlurl"], " ".join(title.split()), told.get("language", ""))


def decoded(document: bytes) -> str:
    """By its mark or declaration; what cannot be read otherwise is taken for UTF-8."""
    if document[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return document.decode("utf-16", "replace")
    declared = DECLARED.match(document.removeprefix(b"\xef\xbb\xbf"))
    try:
        return document.decode(declared[1].decode() if declared else "utf-8-sig", "replace")
    except LookupError:
        return document.decode("utf-8-sig", "replace")


def opml(feeds: Sequence[Feed]) -> bytes:
    """The list of these feeds, a folder a country."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "wiredesk"
    body = ET.SubElement(root, "body")
    for country in sorted({feed.country for feed in feeds}):
        folder = ET.SubElement(body, "outline", text=country) if country else body
        for feed in feeds:
            if feed.country == country:
                ET.SubElement(folder, "outline", attributes(feed))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def attributes(feed: Feed) -> dict[str, str]:
    told = {"type": "rss", "text": feed.publisher, "title": feed.publisher, "xmlUrl": feed.url}
    return told | ({"language": feed.language} if feed.language else {})
