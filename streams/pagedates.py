"""page → dates: every moment at which a page says it was published, the most trustworthy first."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import escape
from typing import NamedTuple

from htmldate import find_date
from turbohtml import Document

from streams.told import Metas, Told

METAS = (
    "article:published_time", "article:published", "datepublished", "og:published_time",
    "og:article:published_time", "date", "dc.date", "dc.date.issued", "dcterms.date",
    "dcterms.created", "dcterms.issued", "parsely-pub-date", "sailthru.date", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "published_date",
    "publisheddate", "article.published", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "vf:published", "rnews:datepublished", "displaydate",
)  # fmt: skip
IN_URL = re.compile(  # `/2026/11/22/`, and with a section in between
    r"/((?:19|20)\d\d)(?:/[a-z_]{2,20})?[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|$)",
    re.IGNORECASE,
)
WEB = 1990  # years before are epochs and empty fields, not news of the web
TIMES = 3  # time elements that are looked at; later ones are of other stories
TOLD = 64  # characters of a date
COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d:?\d\d)?$")
SLASHED = re.compile(r"^(\d{4})[/.](\d\d?)[/.](\d\d?)(?:[ T]+(\d\d?):(\d\d))?")
EXTRA = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)|\s+(?:UTC|GMT)$|\[[\w/]+\]$")
# Where a date stands that only readers are told.
DATELINES = (
    "time, abbr[title], [itemprop*=date i], [class*=date i], [class*=publi i], [class*=posted i],"
    "[class*=byline i], [class*=timestamp i], [id*=date i], [id*=publi i]"
)
MOST_LINES = 12
YEAR = re.compile(r"\b(?:19[89]|20[0-4])\d\b")
FIRST_LINES = 4  # later years are of history and of other stories
LINE_CHARS = 400  # of one of them; longer ones are teasers of other stories
MONTHS = ("ian", "feb", "mar", "apr", "mai", "iun", "iul", "aug", "sep", "oct", "noi", "dec")
WRITTEN = re.compile(
    r"\b(\d{1,2})\s+(ian|feb|mar|apr|mai|iun|iul|aug|sep|oct|noi|dec)[a-z]*\.?,?\s+(20\d\d)\b",
    re.IGNORECASE,
)
LARGE = 1 << 18  # characters of a page; htmldate's patterns need seconds for more
NO_LIMIT = datetime(2100, 1, 1, tzinfo=UTC)  # htmldate asks the clock otherwise
EARLY = datetime(WEB, 1, 1, tzinfo=UTC)


class Dated(NamedTuple):
    """A date of publication, where it stands, and whether it names its zone."""

    at: datetime
    source: str  # json-ld, meta, time, url or text
    zoned: bool


def dates_of(
    document: Document, metas: Metas, told: Told, url: str, canonical: str | None = None
) -> tuple[Dated, ...]:
    """Every date of publication that the page tells: with a zone first, then by who says it.

    What is written for readers alone is read only where nothing else says when.
    """
    claims: list[tuple[object, str]] = [(told.get("datePublished"), "json-ld")]
    claims += [(metas[name], "meta") for name in METAS if name in metas]
    claims += [(text, "time") for text in shown_times(document)]
    claims += [(told.get("dateCreated"), "json-ld")]
    claims += [(day_of(address), "url") for address in (url, canonical or "")]
    found = [date for date in (dated(text, source) for text, source in claims) if date]
    found = found or written(document, url)
    return tuple(sorted(found, key=lambda date: not date.zoned))


def shown_times(document: Document) -> list[str]:
    """The first time elements; one that is marked as the date of publication before all."""
    marked = document.select("[itemprop=datePublished], time[pubdate], time.published")
    times = [*marked[:1], *document.select("time[datetime]")[:TIMES]]
    return [part.attr("datetime") or part.attr("content") or "" for part in times]


def day_of(url: str) -> str | None:
    path = IN_URL.search(url)
    return "-".join(part.zfill(2) for part in path.groups()) if path else None


def dated(told: object, source: str) -> Dated | None:
    """A moment in UTC; a day or a local time is taken as if it were. Nothing before the web."""
    if not isinstance(told, str) or not told.strip():
        return None
    for read in (iso, compact, slashed, by_mail):
        then = read(EXTRA.sub("", told.strip()[:TOLD]))
        if then is not None:
            return in_utc(then, source)
    return None


def in_utc(then: datetime, source: str) -> Dated | None:
    zoned = then.tzinfo is not None
    try:
        at = then.astimezone(UTC) if zoned else then.replace(tzinfo=UTC)
    except OverflowError:
        return None
    return Dated(at, source, zoned) if at.year >= WEB else None


def iso(told: str) -> datetime | None:
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        return None


def compact(told: str) -> datetime | None:
    """`20261122T083100+0200`, as older systems write it; without its zone, which is often wrong."""
    return made(COMPACT.match(told))


def slashed(told: str) -> datetime | None:
    """`2026/11/22 08:31`: only with the year in front, which leaves no doubt of the order."""
    return made(SLASHED.match(told))


def made(found: re.Match[str] | None) -> datetime | None:
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups()[:5])
    try:
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001  no zone is said
    except ValueError:
        return None


def by_mail(told: str) -> datetime | None:
    """`Sun, 22 Nov 2026 08:31:00 +0200`, of RFC 5322."""
    try:
        return parsedate_to_datetime(told)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def written(document: Document, url: str) -> list[Dated]:
    """The day that readers are told, by htmldate: in a dateline, else in a line with a year."""
    marked = (part.html for part in document.select(DATELINES)[: 4 * MOST_LINES])
    lines = [line for line in marked if len(line) <= LINE_CHARS][:MOST_LINES]
    others = lines_with_a_year(document)
    day = day_in(lines, url) or day_in(others, url) or day_in(whole(document), url)
    found = dated(day, "text")
    return [found] if found else []


def whole(document: Document) -> list[str]:
    """All of a page, where no line of it tells: slower, and seldom needed."""
    markup = document.root.html if document.root is not None else ""
    return [markup] if len(markup) < LARGE else []


def lines_with_a_year(document: Document) -> list[str]:
    lines = (line for line in document.to_text().split("\n") if YEAR.search(line))
    told = [line for line in lines if len(line) <= LINE_CHARS // 4 and "©" not in line]
    return [f'<p class="date">{escape(line)}</p>' for line in told[:FIRST_LINES]]


def day_in(lines: list[str], url: str) -> str | None:
    """htmldate's answer. Romanian months as numbers: dateparser knows them, but loads for 1.5 s."""
    told = WRITTEN.sub(numbered, "".join(lines))
    if not told:
        return None
    try:
        found: str | None = find_date(
            f"<html><body>{told}</body></html>", extensive_search=False, original_date=True,
            url=url or None, min_date=EARLY, max_date=NO_LIMIT,
        )  # fmt: skip
    except ValueError:  # what lxml refuses to write: lone surrogates and the like
        return None
    return found


def numbered(found: re.Match[str]) -> str:
    """`22 noiembrie 2026` → `2026-11-22`."""
    month = MONTHS.index(found[2].lower()[:3]) + 1
    return f"{found[3]}-{month:02}-{int(found[1]):02}"


def modified_of(metas: Mapping[str, str], told: Told) -> datetime | None:
    """When the page was last changed, if it says so with a zone."""
    claims: Iterable[object] = (
        told.get("dateModified"), metas.get("article:modified_time"), metas.get("og:updated_time"),
    )  # fmt: skip
    found = (dated(claim, "page") for claim in claims)
    return next((date.at for date in found if date and date.zoned), None)
