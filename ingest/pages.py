"""sighting ─ fetch ─▶ page, or the reason why there is none: politely, and not for ever."""

import msgspec

from config.children import Children, Killed
from config.moments import now_ms
from config.settings import Settings
from ingest.errors import IngestError, RateLimited, Refused, Unreachable
from ingest.fetcher import Fetched, Fetcher
from ingest.frontier import Errand, Revisit
from ingest.gathering import Gathering
from ingest.looks import Look, Watch, compared, look_of, look_without, next_look
from ingest.manners import Manners
from ingest.pagetext import PageText
from ingest.raw import Page, page_of
from ingest.sighting import Sighting
from ingest.watches import steps_of, validators

Readers = Children[bytes, PageText]  # of `ingest.pagetext.packed_page_text`
Reads = Readers | Gathering[bytes, PageText]
HTML = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")


class Pages:
    """Holds the fetcher, what hosts ask of robots, and the children that read pages.

    Without children no page is looked at again.
    """

    def __init__(
        self, fetcher: Fetcher, manners: Manners, settings: Settings, children: Reads | None = None
    ) -> None:
        self._fetcher, self._manners, self._children = fetcher, manners, children
        self._steps = steps_of(settings.page_looks) if children else ()
        self._tries, self._bytes = settings.page_tries, settings.page_bytes

    async def page(self, errand: Errand) -> Page:
        """The page behind an entry; without one its error, which is no reason to lose the entry.

        Raises Unreachable while it may still come.
        """
        seen = errand.sighting
        if not seen.wants_page:
            return Page(error="no_link" if seen.pages != "never" and not seen.entry.url else None)
        try:
            page = await self._fetched(seen)
            return msgspec.structs.replace(page, read=await self._read(page))
        except Unreachable as error:
            if errand.tries + 1 < self._tries:
                raise
            return Page(error=error.result)
        except IngestError as error:
            return Page(error=error.result)

    async def look(self, errand: Revisit) -> tuple[Look, Page]:
        """What has become of a page that was sent. Raises Unreachable when its host may not know.

        Asked with its validators, but for one that is to be confirmed: its text is wanted then.
        """
        watch, now = errand.watch, now_ms()
        try:
            page = await self._fetched(errand.sighting, None if watch.candidate else watch)
        except RateLimited:
            raise
        except IngestError as error:
            return look_without(watch, error, self._steps, now), Page(error=error.result)
        page = msgspec.structs.replace(page, read=await self._read(page))
        look = self._looked(watch, page, now)
        return msgspec.structs.replace(look, polite=page.rest), page

    def _looked(self, watch: Watch, page: Page, now: int) -> Look:
        due = next_look(watch.start, self._steps, now)
        if page.fetched is None or page.fetched.unchanged:
            return Look(word="unchanged", due=due)
        if page.read is None or not page.read.mark:
            return Look(word="failed", due=due)
        if not watch.mark:
            return Look(word="begun", due=due, facts=begun(page.fetched, page.read))
        word = compared(watch, page.read, page.fetched.url)
        look = look_of(watch, word, page.read, self._steps, now)
        if word not in {"unchanged", "changed"}:
            return look
        facts = {**look.facts, **validators(page.fetched)}  # what a 304 stands for from now on
        return msgspec.structs.replace(look, facts=facts)

    async def _fetched(self, seen: Sighting, watch: Watch | None = None) -> Page:
        rest = await self._manners.rest(seen)
        tdm = await self._manners.reservation(seen)
        fetched = await self._fetcher.fetch(
            seen.entry.url,
            kind="page",
            etag=watch.etag if watch else None,
            last_modified=watch.last_modified if watch else None,
            allow=frozenset(seen.allow),
            tls_verify=seen.tls == "verify",
        )
        told = fetched if fetched.unchanged else readable(fetched)
        return page_of(told, self._bytes, rest, tdm)

    async def _read(self, page: Page) -> PageText | None:
        """What stands in a page; nothing where nobody wants to know, or it killed its reader."""
        if not (self._children and self._steps and page.fetched) or page.fetched.unchanged:
            return None
        (read,) = await self._children.results([page.body])
        return None if isinstance(read, Killed) else read


def begun(fetched: Fetched, read: PageText) -> dict[str, str]:
    """What a watch is compared with that knows nothing of its page yet."""
    return {"mark": read.mark, "size": str(read.size), "url": fetched.url, **validators(fetched)}


def readable(fetched: Fetched) -> Fetched:
    """The same, if it is a page. Raises Refused for pictures, sound and other things."""
    kind = fetched.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in HTML:
        raise Refused("content_type", f"{kind} is no page")
    return fetched
