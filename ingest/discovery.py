"""page ─▶ where its feeds may be: what it links, where feeds use to be.

Pages are hostile: run `linked_feeds` in config.children.
"""

from urllib.parse import urljoin, urlsplit

from trafilatura.feeds import FeedParameters, determine_feed

from config.charsets import decoded
from ingest.documents import FeedDocument

USUAL = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed.json", "/index.xml")
MOST = 12  # addresses asked for one site


def linked_feeds(page: FeedDocument) -> tuple[str, ...]:
    """The feeds that a page links, in its order. trafilatura knows how pages do it."""
    site = urlsplit(page.url)
    known = FeedParameters(f"{site.scheme}://{site.netloc}", site.netloc, page.url, external=True)
    text = decoded(page.body, page.content_type)
    return tuple(urljoin(page.url, link) for link in determine_feed(text, known))[:MOST]


def usual_places(url: str) -> tuple[str, ...]:
    """Where feeds of such a site mostly are."""
    return tuple(urljoin(url, path) for path in USUAL)
