"""claims → when a story was published, and how far that is to be believed."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from config.records import PublishedAt, RawArticle
from streams.facts import Facts
from streams.pagedates import WEB, Dated

AHEAD = timedelta(hours=24)  # a clock in another zone, at most
AGREE = timedelta(hours=36)  # feed and page in different zones mean the same day
Trust = Literal["high", "medium", "low"]
Claim = tuple[datetime | None, str, Trust]


def published_at(raw: RawArticle, facts: Facts) -> PublishedAt:
    """The feed's date before the page's; what lies in the future or before the web is no date."""
    seen = datetime.fromisoformat(raw.seen_at)
    for at, source, trust in claims_of(raw, facts):
        if at is not None and is_plausible(aware(at), seen):
            return PublishedAt(at=aware(at), source=source, trust=trust)
    return PublishedAt()


def claims_of(raw: RawArticle, facts: Facts) -> tuple[Claim, ...]:
    """All claims in the order in which they are believed."""
    fed = raw.entry.published_at
    agree = fed is None or not facts.dates or abs(aware(fed) - facts.dates[0].at) <= AGREE
    own: Claim = (fed, "feed", "high" if agree else "medium")
    pages = tuple((date.at, date.source, trust_of(date)) for date in facts.dates)
    updated: Claim = (raw.entry.updated_at, "feed", "low")
    if raw.entry.dated_by:  # one date for all of a feed's entries is when the feed was made
        return (*pages, (fed, "feed", "low"), updated)
    return (own, *pages, updated)


def trust_of(date: Dated) -> Trust:
    """JSON-LD is made for others to read; a date without a zone may be a day off."""
    if not date.zoned:
        return "low"
    return "high" if date.source == "json-ld" else "medium"


def aware(at: datetime) -> datetime:
    """The moment with its zone; feeds that name none mean UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def is_plausible(at: datetime, seen: datetime) -> bool:
    return at.year >= WEB and at <= seen + AHEAD


def is_old(published: PublishedAt, seen_at: str, keep_days: int) -> bool:
    """Published longer ago than is kept, by a date that may be trusted."""
    if published.at is None or published.trust not in ("high", "medium"):
        return False
    return published.at < datetime.fromisoformat(seen_at) - timedelta(days=keep_days)
