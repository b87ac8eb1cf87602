"""page → facts: what a page says about itself, to machines and to readers, cross-checked."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import ada_url
from turbohtml import Document, Element, unescape

from config.published import Rights
from config.urls import host_of
from streams.headline import TITLE_CHARS, Claims, headline_of, host_names
from streams.pagedates import Dated, dates_of, modified_of
from streams.rights import rights_of
from streams.text import line
from streams.told import Metas, Told, article_told, as_list, json_told, kinds_of, metas_of

BY = re.compile(r"^[Bb]y\s+")  # other languages' words for it are parts of names, too: De, Von
NAME_CHARS = 60  # of a byline; longer ones are biographies
LONGEST_NAME, MOST_NAMES = 200, 20  # of authors in metadata; an agency's desk has a dozen
MOST_HEADINGS = 5
AUTHOR_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "byl",
    "sailthru.author",
)
SECTIONS = ("article:section", "parsely-section", "og:section", "section", "cxenseparse:section")
SECTION_CHARS = 80
NOT_FREE = ("false", "no", "0")
LOCKED = frozenset({"locked", "premium", "paid", "metered", "subscriber", "paywall", "plus"})
TIERS = ("article:content_tier", "content_tier", "cxenseparse:content_tier", "access")


class Facts(NamedTuple):
    """What a page says about itself; absent is empty or None."""

    title: str = ""
    heading: str = ""  # what its first h1 shows
    kind: str = ""  # og:type, or the schema.org type of its article
    kinds: frozenset[str] = frozenset()  # every schema.org type in its JSON-LD
    authors: tuple[str, ...] = ()
    dates: tuple[Dated, ...] = ()  # of publication, the most trustworthy first
    modified: datetime | None = None
    language: str = ""
    canonical: str | None = None
    image: str | None = None
    rights: Rights = Rights()
    is_free: bool = True
    section: str = ""
    description: str = ""  # what it tells of its story to others


def facts_of(document: Document, url: str, headers: Mapping[str, str], tdmrep: str = "") -> Facts:
    """The facts of a parsed page, before its scripts are removed."""
    metas = metas_of(document)
    canonical = canonical_of(document, metas, url)
    objects = json_told(document)
    told = article_told(document, objects, (url, canonical or ""))
    headings = document.select("h1")[:MOST_HEADINGS]
    return Facts(
        title=title_of(document, headings, metas, told, url),
        heading=line(headings[0].text)[:TITLE_CHARS] if headings else "",
        kind=next(kinds_of(told), "") or metas.get("og:type", ""),
        kinds=frozenset(kind for one in objects for kind in kinds_of(one)),
        authors=authors_of(document, metas, told),
        dates=dates_of(document, metas, told, url, canonical),
        modified=modified_of(metas, told),
        language=language_claim(document, metas, told),
        canonical=canonical,
        image=image_of(metas, told, url),
        rights=rights_of(metas, headers, tdmrep),
        is_free=is_free(metas, told),
        section=section_of(metas, told),
        description=line(unescape(metas.get("og:description") or metas.get("description", ""))),
    )


def title_of(
    document: Document, headings: Sequence[Element], metas: Metas, told: Told, url: str
) -> str:
    """The headline on which the page's claims agree."""
    window = document.select_one("title")
    shown = [line(unescape(one.text)) for one in headings]
    sites = (metas.get("og:site_name", ""), metas.get("application-name", ""), publisher_of(told))
    return headline_of(
        Claims(
            social=unescape(metas.get("og:title") or metas.get("twitter:title", "")),
            search=unescape(text_of(told.get("headline") or told.get("name"))),
            shown=tuple(filter(None, shown)),
            window=unescape(window.text) if window is not None else "",
            sites=(*sites, *host_names(host_of(url))),
        )
    )


def publisher_of(told: Told) -> str:
    publisher = told.get("publisher")
    return text_of(publisher.get("name")) if isinstance(publisher, dict) else ""


def text_of(told: object) -> str:
    return told if isinstance(told, str) else ""


def authors_of(document: Document, metas: Metas, told: Told) -> tuple[str, ...]:
    """JSON-LD's names, else those of the metas, else of the page's own byline."""
    claims = (names(told.get("author")), *(names(metas.get(name)) for name in AUTHOR_METAS))
    return next(filter(None, claims), ()) or signed(document)


def names(told: object) -> tuple[str, ...]:
    """The names of JSON-LD's or a meta element's authors."""
    found = [name for part in as_list(told) for name in as_list(name_of(part))]
    said = (BY.sub("", line(unescape(name))) for name in found if isinstance(name, str))
    known = dict.fromkeys(name for name in said if name and "://" not in name)
    return tuple(name for name in known if len(name) <= LONGEST_NAME)[:MOST_NAMES]


def signed(document: Document) -> tuple[str, ...]:
    """The names in the page's own byline, where it is marked as one."""
    found = (line(part.text) for part in document.select('[rel="author"], [itemprop="author"]'))
    return tuple(dict.fromkeys(name for name in found if 0 < len(name) <= NAME_CHARS))[:MOST_NAMES]


def name_of(told: object) -> object:
    return told.get("name") if isinstance(told, dict) else told


def language_claim(document: Document, metas: Metas, told: Told) -> str:
    root = document.root
    claims = (
        root.attr("lang") if root is not None else "",
        metas.get("content-language"), metas.get("og:locale"), text_of(told.get("inLanguage")),
    )  # fmt: skip
    return next(filter(None, claims), "")


def canonical_of(document: Document, metas: Metas, url: str) -> str | None:
    link = document.select_one('link[rel="canonical"]')
    told = link.attr("href") if link is not None else None
    return address(told, url) or address(metas.get("og:url"), url)


def image_of(metas: Metas, told: Told, url: str) -> str | None:
    """The lead image that the page shows to others."""
    claims = (metas.get("og:image"), metas.get("og:image:url"), metas.get("twitter:image"))
    found = (address(claim, url) for claim in claims)
    return next(filter(None, found), None) or address(image_told(told.get("image")), url)


def image_told(told: object) -> str | None:
    first = next(iter(as_list(told)), None)
    claim = first.get("url") if isinstance(first, dict) else first
    return claim if isinstance(claim, str) else None


def address(told: str | None, url: str = "") -> str | None:
    """The absolute http address as browsers write it; nothing for others."""
    if not told or not told.strip():
        return None
    try:
        found = ada_url.URL(told.strip(), base=url or None)
    except (ValueError, UnicodeError):
        return None
    return found.href if found.protocol in ("http:", "https:") else None


def section_of(metas: Metas, told: Told) -> str:
    claims = (metas.get(name) for name in SECTIONS)
    section = next(iter(as_list(told.get("articleSection"))), None)
    return line(unescape(next(filter(None, claims), "") or text_of(section)))[:SECTION_CHARS]


def is_free(metas: Metas, told: Told) -> bool:
    """Whether everybody may read all of it, as schema.org and the metas of paywalls say."""
    tiers = (metas.get(name, "").strip().lower() for name in TIERS)
    parts = [part for part in as_list(told.get("hasPart")) if isinstance(part, dict)]
    said = (str(one.get("isAccessibleForFree", True)).strip().lower() for one in (told, *parts))
    return not any(word in NOT_FREE for word in said) and not any(tier in LOCKED for tier in tiers)
