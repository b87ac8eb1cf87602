"""address → answer: one polite, guarded request, redirects hop by hop."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from time import monotonic
from typing import Literal, Self

import aiohttp
import msgspec
import yarl
from ada_url import URL

from config.metrics import FETCH_BYTES, FETCHES
from config.settings import Settings
from ingest.addresses import checked_url
from ingest.answers import (
    NOT_MODIFIED,
    PERMANENT,
    REDIRECTS,
    judged,
    kept_headers,
    readable,
    sendable,
    unzipped,
)
from ingest.errors import IngestError, Refused
from ingest.guard import HOP, Hop, guarded_session
from ingest.troubles import TROUBLES, trouble_of

Kind = Literal["feed", "page", "hub"]

MOST_REDIRECTS = 5
BODILESS = REDIRECTS | {NOT_MODIFIED}  # nobody reads what else comes with these
CHUNK = 64 << 10  # bytes
HUB_BYTES = 64 << 10  # a hub says yes or no
PROJECT = "https://wiredesk.example/"  # a reserved name: installations set WIREDESK_PUBLIC_URL
ACCEPT: dict[Kind, str] = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
    "page": "text/html, application/xhtml+xml, */*;q=0.1",
    "hub": "*/*",
}


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What a server said. 304 is a normal answer, without a body."""

    url: str  # the last one, after redirects
    status: int
    headers: dict[str, str] = {}  # those worth keeping, names in lower case
    body: bytes = b""  # decompressed
    redirects: tuple[str, ...] = ()  # the addresses left behind, first one first
    permanent: bool = False  # redirected, and every hop said 301 or 308
    address: str | None = None  # the one the socket was connected to
    elapsed: float = 0.0  # seconds

    @property
    def unchanged(self) -> bool:
        return self.status == NOT_MODIFIED


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What stays the same over the hops of one fetch."""

    kind: Kind
    headers: dict[str, str]
    allow: frozenset[str]
    tls_verify: bool
    form: Mapping[str, str] | None = None  # posted, if there is one
    began: float = msgspec.field(default_factory=monotonic)


class Fetcher:
    """Asks servers, as `wiredesk/<version>`; use it in one event loop and close it there.

    Each set of exceptions (`allow`) has connections of its own: one that was opened under an
    exception must never serve a request without it.
    """

    def __init__(
        self, *, seconds: float, feed_bytes: int, page_bytes: int, contact: str = ""
    ) -> None:
        self._seconds = seconds
        self._most: dict[Kind, int] = {"feed": feed_bytes, "page": page_bytes, "hub": HUB_BYTES}
        self._agent = f"wiredesk/{version('wiredesk')} (+{contact or PROJECT})"
        self._sessions: dict[frozenset[str], aiohttp.ClientSession] = {}
        self._verified = ssl.create_default_context()
        self._accepting = ssl.create_default_context()
        self._accepting.check_hostname = False
        self._accepting.verify_mode = ssl.CERT_NONE

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def fetch(  # noqa: PLR0913  what a feed's declaration and memory say of a request
        self,
        url: str,
        kind: Kind = "feed",
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        allow: frozenset[str] = frozenset(),
        tls_verify: bool = True,
        form: Mapping[str, str] | None = None,
    ) -> Fetched:
        """The answer to one request, within the deadline. Raises an IngestError, nothing else.

        `allow`: the only addresses (`host:port`) that need not be public. A `form` is posted.
        """
        headers = {"Accept": ACCEPT[kind]} | conditions(etag, last_modified)
        request = Request(kind=kind, headers=headers, allow=allow, tls_verify=tls_verify, form=form)
        try:
            fetched = await self._fetched(url, request)
        except IngestError as refusal:
            FETCHES.labels(kind, refusal.result).inc()
            raise
        FETCHES.labels(kind, "unchanged" if fetched.unchanged else "ok").inc()
        return fetched

    async def _fetched(self, url: str, request: Request) -> Fetched:
        """The same; what the library raises is told in our words."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(checked_url(url), request)
        except TROUBLES as error:
            raise trouble_of(error) from error

    async def _follow(self, url: str, request: Request) -> Fetched:
        """The first answer that is no redirect; each hop is checked as if it were the first."""
        left: list[str] = []
        permanent = True
        while len(left) <= MOST_REDIRECTS:
            answer = await self._hop(url, request)
            if answer.status not in REDIRECTS:
                return redirected(answer, left, permanent=permanent) if left else answer
            if request.form is not None:
                raise Refused("redirects", "a form is not taken elsewhere")
            permanent = permanent and answer.status in PERMANENT
            left.append(url)
            url = checked_url(joined(answer.headers["location"], url))
        raise Refused("redirects", f"more than {MOST_REDIRECTS}")

    async def _hop(self, url: str, request: Request) -> Fetched:
        """One request, one answer; the body only of what is no redirect."""
        hop = Hop(hostname(url), request.allow)
        token = HOP.set(hop)
        try:
            return await self._ask(url, request, hop)
        except OSError as error:
            if hop.refused and not hop.opened:
                raise Refused("forbidden", hop.refused) from error
            raise
        finally:
            HOP.reset(token)

    async def _ask(self, url: str, request: Request, hop: Hop) -> Fetched:
        context = self._verified if request.tls_verify else self._accepting
        async with self._session(request.allow).request(
            "GET" if request.form is None else "POST",
            yarl.URL(url, encoded=True),
            data=request.form,
            headers=request.headers,
            ssl=context,
            allow_redirects=False,
        ) as reply:
            headers = kept_headers(reply.raw_headers)
            judged(reply.status, headers, datetime.now(UTC))
            body = b""
            if reply.status not in BODILESS:
                readable(headers, reply.headers.get("Content-Encoding", ""))
                body = await self._body(reply, request.kind)
            return Fetched(
                url=url,
                status=reply.status,
                headers=headers,
                body=body,
                address=hop.address,
                elapsed=monotonic() - request.began,
            )

    async def _body(self, reply: aiohttp.ClientResponse, kind: Kind) -> bytes:
        """The decompressed body, never more than the cap in memory."""
        body, most = bytearray(), self._most[kind]
        async for chunk in reply.content.iter_chunked(CHUNK):
            body += chunk
            if len(body) > most:
                raise Refused("too_large", f"above {most} bytes")
        opened = unzipped(bytes(body), most)
        FETCH_BYTES.labels(kind).inc(len(opened))
        return opened

    def _session(self, allow: frozenset[str]) -> aiohttp.ClientSession:
        if allow not in self._sessions:
            self._sessions[allow] = guarded_session(self._agent)
        return self._sessions[allow]


def redirected(answer: Fetched, left: Sequence[str], *, permanent: bool) -> Fetched:
    """The answer at the end of these redirects."""
    return msgspec.structs.replace(answer, redirects=tuple(left), permanent=permanent)


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers that ask for news only."""
    given = {"If-None-Match": sendable(etag), "If-Modified-Since": sendable(last_modified)}
    return {name: value for name, value in given.items() if value}


def hostname(url: str) -> str:
    """The host of a checked address."""
    return URL(url).hostname


def joined(location: str, base: str) -> str:
    try:
        return URL(location, base=base).href
    except ValueError:
        raise Refused("bad_url", "a redirect to no address") from None


def fetcher_of(settings: Settings) -> Fetcher:
    """The fetcher that an installation asks for. Enter it in the loop that uses it."""
    return Fetcher(
        seconds=settings.fetch_seconds,
        feed_bytes=settings.feed_bytes,
        page_bytes=settings.page_bytes,
        contact=settings.public_url,
    )
