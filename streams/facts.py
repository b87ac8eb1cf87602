"""page → facts: what a page says about itself in its head, cross-checked by nobody yet."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urljoin

from turbohtml import Document, unescape

from config.published import Rights
from streams.text import line

ARTICLES = frozenset(
    {
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "AdvertiserContentArticle",
        "SatiricalArticle",
    }
)  # fmt: skip  schema.org, what newspapers use
DEEP = 8  # nested JSON-LD objects that are followed; newspapers need three
TITLE_CHARS = 500
TELLING = 20  # characters of an h1 that is a headline and not the name of a section
MARKS = "|–—·»-"  # between a headline and its site
BEHIND = re.compile(r"\s*[|–—·»-].{2,60}")
BY = re.compile(r"^[Bb]y\s+")  # other languages' words for it are parts of names, too: De, Von
NAME_CHARS = 60  # of a byline; longer ones are biographies
LONGEST_NAME, MOST_NAMES = 200, 20  # of authors in metadata; an agency's desk has a dozen
NO_AI = re.compile(r"\bno-?(?:image-?)?ai\b|\bnoml\b", re.IGNORECASE)
DATE_METAS = (
    "article:published_time", "datepublished", "og:published_time", "date", "dc.date",
    "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate",
    "publish-date", "article.published", "cxenseparse:recs:publishtime",
)  # fmt: skip
IN_URL = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?=[/-]|$)")
SITE = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,40}$")  # ` | Name of the site` behind a headline
Told = dict[str, object]


class Dated(NamedTuple):
    """A date of publication, where it stands, and whether it names its zone."""

    at: datetime
    source: str  # json-ld, meta, time or url
    zoned: bool


class Facts(NamedTuple):
    """What a page says about itself; absent is empty or None."""

    title: str = ""
    heading: str = ""  # what its h1 shows
    kind: str = ""  # og:type, or the schema.org type of its article
    authors: tuple[str, ...] = ()
    dates: tuple[Dated, ...] = ()  # of publication, the most trustworthy first
    modified: datetime | None = None
    language: str = ""
    canonical: str | None = None
    image: str | None = None
    rights: Rights = Rights()
    is_free: bool = True


def facts_of(document: Document, url: str, headers: dict[str, str]) -> Facts:
    """The facts of a parsed page, before its scripts are removed."""
    metas, told = metas_of(document), article_told(document)
    modified = dated(told.get("dateModified") or metas.get("article:modified_time"), "page")
    return Facts(
        title=title_of(document, metas, told),
        heading=heading_of(document),
        kind=str(told.get("@type") or metas.get("og:type", "")),
        authors=names(told.get("author")) or names(metas.get("author")) or signed(document),
        dates=dates_of(document, metas, told, url),
        modified=modified.at if modified and modified.zoned else None,
        language=language_claim(document, metas),
        canonical=canonical_of(document, url),
        image=address(metas.get("og:image"), url),
        rights=rights_of(metas, headers),
        is_free=str(told.get("isAccessibleForFree", True)).lower() != "false",
    )


def metas_of(document: Document) -> dict[str, str]:
    """The page's meta elements: name or property in lower case → content, the first wins."""
    metas: dict[str, str] = {}
    for meta in document.select("meta[content]"):
        name = meta.attr("property") or meta.attr("name") or meta.attr("itemprop") or ""
        metas.setdefault(name.lower(), meta.attr("content") or "")
    return metas


def article_told(document: Document) -> Told:
    """The page's first JSON-LD object that is an article, or nothing."""
    objects = (found for block in document.json_ld() for found in objects_in(block))
    return next((found for found in objects if is_article(found)), {})


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
    kinds = as_list(told.get("@type"))
    return any(isinstance(kind, str) and kind in ARTICLES for kind in kinds)


def title_of(document: Document, metas: dict[str, str], told: Told) -> str:
    """The headline as the page tells it to others, else as it shows it."""
    heading, title = heading_of(document), document.select_one("title")
    window = SITE.sub("", line(title.text)) if title is not None else ""
    claims = (metas.get("og:title"), told.get("headline"), heading, window)
    lines = (line(unescape(claim))[:TITLE_CHARS] for claim in claims if isinstance(claim, str))
    return without_site(next(filter(None, lines), ""), heading, line(metas.get("og:site_name", "")))


def without_site(title: str, heading: str, site: str) -> str:
    """`Headline | Site` → `Headline`, where the page shows that or says what its site is."""
    if len(heading) >= TELLING and BEHIND.fullmatch(title.removeprefix(heading)):
        return heading
    tails = (f" {mark} {site}" for mark in MARKS if site)
    return next((title.removesuffix(tail) for tail in tails if title.endswith(tail)), title)


def heading_of(document: Document) -> str:
    heading = document.select_one("h1")
    return line(heading.text)[:TITLE_CHARS] if heading is not None else ""


def names(told: object) -> tuple[str, ...]:
    """The names of JSON-LD's or a meta element's authors."""
    found = [name for part in as_list(told) for name in as_list(name_of(part))]
    said = (BY.sub("", line(name)) for name in found if isinstance(name, str))
    known = dict.fromkeys(name for name in said if name and "://" not in name)
    return tuple(name for name in known if len(name) <= LONGEST_NAME)[:MOST_NAMES]


def signed(document: Document) -> tuple[str, ...]:
    """The names in the page's own byline, where it is marked as one."""
    found = (line(part.text) for part in document.select('[rel="author"], [itemprop="author"]'))
    return tuple(dict.fromkeys(name for name in found if 0 < len(name) <= NAME_CHARS))[:MOST_NAMES]


def as_list(told: object) -> Iterable[object]:
    return told if isinstance(told, list) else () if told is None else (told,)


def name_of(told: object) -> object:
    return told.get("name") if isinstance(told, dict) else told


def dates_of(document: Document, metas: dict[str, str], told: Told, url: str) -> tuple[Dated, ...]:
    """Every date of publication that the page tells, the most trustworthy first."""
    shown = [part.attr("datetime") for part in document.select("time[datetime]")[:1]]
    path = IN_URL.search(url)
    day = "-".join(path.groups()) if path else None
    claims = [(told.get("datePublished"), "json-ld")]
    claims += [(metas.get(name), "meta") for name in DATE_METAS]
    claims += [(text, "time") for text in shown] + [(day, "url")]
    found = (dated(text, source) for text, source in claims)
    return tuple(sorted(filter(None, found), key=lambda date: not date.zoned))


def dated(told: object, source: str) -> Dated | None:
    """What ISO 8601 and RFC 3339 allow, in UTC; a day or a local time is taken as if it were."""
    try:
        then = datetime.fromisoformat(told.strip()) if isinstance(told, str) else None
        if then is None:
            return None
        return Dated(then.astimezone(UTC) if then.tzinfo else then.replace(tzinfo=UTC),
                     source, then.tzinfo is not None)  # fmt: skip
    except (ValueError, OverflowError):
        return None


def language_claim(document: Document, metas: dict[str, str]) -> str:
    root = document.root
    return (root.attr("lang") if root is not None else "") or metas.get("og:locale", "")


def canonical_of(document: Document, url: str) -> str | None:
    link = document.select_one('link[rel="canonical"]')
    return address(link.attr("href"), url) if link is not None else None


def address(told: str | None, url: str) -> str | None:
    """The absolute http address; nothing for others."""
    try:
        found = urljoin(url, (told or "").strip())
    except ValueError:
        return None
    return found if told and found.startswith(("http://", "https://")) else None


def rights_of(metas: dict[str, str], headers: dict[str, str]) -> Rights:
    """Reservations of text and data mining (TDMRep) and of training (noai), as told."""
    told = {"meta": metas, "http": headers}
    for source, names in told.items():
        tdm = names.get("tdm-reservation", "").strip()
        robots = f"{names.get('robots', '')} {names.get('x-robots-tag', '')}"
        if tdm == "1" or NO_AI.search(robots):
            reserved = NO_AI.search(robots)
            return Rights(
                tdm="reserved" if tdm == "1" else None,
                ai=reserved[0].lower() if reserved else None,
                source=source,
            )
    return Rights()
