"""What a server's answer means for us: status, headers, encoding, type. Pure."""

import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ingest.errors import RateLimited, Refused, Unreachable

NOT_MODIFIED = 304
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
ASK_LATER = frozenset({429, 503})
MAY_PASS = frozenset({408, 425})  # timeouts among the 4xx
HEADER_BYTES = 32 << 10
KEPT = frozenset({
    "age", "cache-control", "content-language", "content-type", "date", "etag", "expires",
    "last-modified", "link", "location", "retry-after", "tdm-policy", "tdm-reservation",
    "x-robots-tag",
})  # fmt: skip
ENCODINGS = frozenset({"", "identity", "gzip", "deflate", "br", "zstd"})
NEVER_TEXT = ("image/", "video/", "audio/", "font/", "model/")
NEVER_TEXT_TYPES = frozenset({
    "application/pdf", "application/zip", "application/x-rar-compressed", "application/msword",
    "application/vnd.android.package-archive", "application/x-shockwave-flash",
})  # fmt: skip
SOONEST, LATEST = 60.0, 86_400.0  # seconds; servers also say "-1" and "in the year 9999"
GZIP, GZIP_ONLY = b"\x1f\x8b", 31  # its first bytes; zlib's word for it


def kept_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers worth keeping, names in lower case. Raises Unreachable above 32 KiB in all."""
    headers = [(name.decode("latin-1").lower(), value) for name, value in raw]
    if sum(len(name) + len(value) + 4 for name, value in headers) > HEADER_BYTES:
        raise Unreachable("protocol", f"headers above {HEADER_BYTES} bytes")
    return {name: text_of(value) for name, value in headers if name in KEPT}


def text_of(value: bytes) -> str:
    """A header's value as text: UTF-8, else what HTTP/1.1 once said it was."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def judged(status: int, headers: Mapping[str, str], now: datetime) -> None:
    """Pass 2xx, 304, and redirects that say where to. Raises what the caller should do instead."""
    if status in REDIRECTS and "location" in headers:
        return
    if 200 <= status < 300 or status == NOT_MODIFIED:  # noqa: PLR2004  statuses are their own names
        return
    if status in ASK_LATER and (status == 429 or "retry-after" in headers):  # noqa: PLR2004
        raise RateLimited(retry_after(headers.get("retry-after", ""), now), f"status {status}")
    if status in MAY_PASS or status >= 500:  # noqa: PLR2004
        raise Unreachable("server_error", f"status {status}")
    if status >= 400:  # noqa: PLR2004
        raise Refused("gone" if status == 410 else "client_error", f"status {status}")  # noqa: PLR2004
    raise Unreachable("protocol", f"status {status} leads nowhere")


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds, between a minute and a day, of a Retry-After header; nothing of nonsense."""
    try:
        seconds = float(value) if value.strip().isascii() and value.strip().isdigit() else None
        if seconds is None:
            then = parsedate_to_datetime(value)
            seconds = (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(seconds, SOONEST), LATEST)


def readable(headers: Mapping[str, str], encoding: str) -> None:
    """Raises Refused for bodies that cannot hold a feed or a page, or come wrapped twice."""
    if encoding.strip().lower() not in ENCODINGS:
        raise Refused("encoding", f"content-encoding {encoding[:40]!r}")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith(NEVER_TEXT) or kind in NEVER_TEXT_TYPES:
        raise Refused("content_type", kind[:80])


def unzipped(body: bytes, most: int) -> bytes:
    """A `.gz` file that its server did not declare as one, opened. Raises Refused above `most`."""
    opened = bytearray()
    while body.startswith(GZIP):  # a file may be several, one behind the other
        member = zlib.decompressobj(GZIP_ONLY)
        try:
            opened += member.decompress(body, most + 1 - len(opened))
        except zlib.error as error:
            raise Unreachable("protocol", f"gzip: {error}") from None
        if len(opened) > most:
            raise Refused("too_large", f"above {most} bytes")
        if not member.eof:
            raise Unreachable("protocol", "gzip: ends too early")
        body = member.unused_data
    return bytes(opened) or body


def sendable(validator: str | None) -> str | None:
    """A stored ETag or date as it may stand in a request: none that would break out of its line."""
    if validator and validator.isprintable() and validator.isascii():
        return validator
    return None
