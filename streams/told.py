"""page → told: what a page tells machines about its article: metas, JSON-LD, microdata."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

import msgspec
from turbohtml import Document, MicrodataItem

from config.urls import canonical

ARTICLES = frozenset(
    {
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "AdvertiserContentArticle",
        "SatiricalArticle",
    }
)  # fmt: skip  schema.org, what newspapers use
DEEP = 8  # nested JSON-LD objects that are followed; newspapers need three
MOST = 200  # objects that are looked at; lists of teasers are long
BLOCK_CHARS = 1 << 18  # of one script; the largest measured has 90 KB
WRAPPED = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$")
TRAILING = re.compile(r",\s*(?=[}\]])")
# What is read of JSON that is none, with a quote or a line break too many.
SHRED = re.compile(
    r'"(headline|datePublished|dateModified|isAccessibleForFree|@type)"\s*:\s*"?'
    r'((?:[^"\\\n]|\\.){1,500})"?'
)
Told = dict[str, object]
Metas = dict[str, str]


def metas_of(document: Document) -> Metas:
    """The page's meta elements: name or property in lower case → content, the first wins."""
    metas: Metas = {}
    for meta in document.select("meta[content]"):
        name = meta.attr("property") or meta.attr("name") or meta.attr("itemprop") or ""
        metas.setdefault(name.lower(), meta.attr("content") or "")
    return metas


def article_told(
    document: Document, objects: Iterable[Told], addresses: Iterable[str] = ()
) -> Told:
    """The page's own article as its JSON-LD objects tell it, else microdata, or nothing.

    Of several the one that names an address of the page; lists of teasers stand beside it.
    """
    found = [told for told in objects if is_article(told)]
    found = found or [told for told in microdata_told(document) if is_article(told)]
    if len(found) < 2:  # noqa: PLR2004  nothing to choose among
        return found[0] if found else {}
    own = {canonical(address) for address in addresses if address}
    named = (told for told in found if own & {canonical(name) for name in names_of(told)})
    return next(named, found[0])


def json_told(document: Document) -> list[Told]:
    """Every object of the page's JSON-LD, nested ones behind their parents."""
    scripts = document.select('script[type*="ld+json" i]')
    blocks = (read(script.text[:BLOCK_CHARS]) for script in scripts)
    objects = (found for block in blocks for found in objects_in(block))
    return [told for told, _ in zip(objects, range(MOST), strict=False)]


def read(block: str) -> object:
    """JSON as publishers write it: wrapped, with line breaks in strings, commas too many."""
    with suppress(msgspec.DecodeError, UnicodeError, RecursionError):
        return msgspec.json.decode(block)  # five times as fast, where they write it well
    bare = WRAPPED.sub("", WRAPPED.sub("", block))
    for text in (bare, TRAILING.sub("", bare)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return {name: told.strip(" ,}") for name, told in SHRED.findall(bare)}


def objects_in(block: object, depth: int = 0) -> Iterator[Told]:
    if depth > DEEP:
        return
    if isinstance(block, list):
        for part in block:
            yield from objects_in(part, depth + 1)
    elif isinstance(block, dict):
        yield block
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from objects_in(block.get(key), depth + 1)


def is_article(told: Told) -> bool:
    return any(kind in ARTICLES for kind in kinds_of(told))


def kinds_of(told: Told) -> Iterator[str]:
    """The schema.org types of an object, without their address."""
    for kind in as_list(told.get("@type")):
        if isinstance(kind, str):
            yield kind.rsplit("/", 1)[-1]


def microdata_told(document: Document) -> list[Told]:
    try:
        items = document.microdata()
    except RecursionError:  # items within items, 400 deep: nobody's article
        return []
    return [plain_item(item) for item in items[:MOST]]


def plain_item(item: MicrodataItem, depth: int = 0) -> Told:
    """An item as JSON-LD would write it: one value bare, several as a list."""
    told: Told = {"@type": (item.type or "").rsplit("/", 1)[-1]}
    for name, values in item.properties.items() if depth <= DEEP else ():
        plain = [
            plain_item(one, depth + 1) if isinstance(one, MicrodataItem) else one for one in values
        ]
        told[name] = plain[0] if len(plain) == 1 else plain
    return told


def names_of(told: Told) -> Iterator[str]:
    """The addresses under which an object says it may be found."""
    page = told.get("mainEntityOfPage")
    ids = page.get("@id") if isinstance(page, Mapping) else page
    for address in (told.get("url"), told.get("@id"), ids):
        if isinstance(address, str):
            yield address


def as_list(told: object) -> Iterable[object]:
    return told if isinstance(told, list) else () if told is None else (told,)
