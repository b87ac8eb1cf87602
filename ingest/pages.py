"""sighting ─ fetch ─▶ page, or the reason why there is none: politely, and not for ever."""

from config.settings import Settings
from ingest.errors import IngestError, Refused, Unreachable
from ingest.fetcher import Fetched, Fetcher
from ingest.frontier import Errand
from ingest.manners import Manners
from ingest.raw import Page, page_of
from ingest.sighting import Sighting

HTML = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")


class Pages:
    """Holds the fetcher and what hosts ask of robots."""

    def __init__(self, fetcher: Fetcher, manners: Manners, settings: Settings) -> None:
        self._fetcher, self._manners = fetcher, manners
        self._tries, self._bytes = settings.page_tries, settings.page_bytes

    async def page(self, errand: Errand) -> Page:
        """The page behind an entry; without one its error, which is no reason to lose the entry.

        Raises Unreachable while it may still come.
        """
        seen = errand.sighting
        if not seen.wants_page:
            return Page(error=None if seen.pages == "never" else "no_link")
        try:
            return await self._fetched(seen)
        except Unreachable as error:
            if errand.tries + 1 < self._tries:
                raise
            return Page(error=error.result)
        except IngestError as error:
            return Page(error=error.result)

    async def _fetched(self, seen: Sighting) -> Page:
        rest = await self._manners.rest(seen)
        fetched = await self._fetcher.fetch(
            seen.entry.url,
            kind="page",
            allow=frozenset(seen.allow),
            tls_verify=seen.tls == "verify",
        )
        return page_of(readable(fetched), self._bytes, rest)


def readable(fetched: Fetched) -> Fetched:
    """The same, if it is a page. Raises Refused for pictures, sound and other things."""
    kind = fetched.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in HTML:
        raise Refused("content_type", f"{kind} is no page")
    return fetched
