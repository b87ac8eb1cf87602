"""what aiohttp raises → our words for it."""

import ssl
import zlib

import aiohttp

from ingest.errors import IngestError, Refused, Result, Unreachable

# aiohttp also lets bare AssertionError, ValueError and friends out for odd answers and addresses.
TROUBLES = (
    aiohttp.ClientError, OSError, ValueError, AssertionError, RuntimeError, LookupError, TypeError,
    EOFError, zlib.error,
)  # fmt: skip
RESULTS: tuple[tuple[type[BaseException], Result], ...] = (  # the first that fits
    (TimeoutError, "timeout"),
    (aiohttp.ClientConnectorDNSError, "dns"),
    (aiohttp.ClientSSLError, "tls"),
    (ssl.SSLError, "tls"),
    (OSError, "connect"),
    (aiohttp.ServerDisconnectedError, "connect"),
)


def trouble_of(error: BaseException) -> IngestError:
    """Our word for what the library raised; all but a wrong address may pass."""
    why = (str(error) or type(error).__name__)[:200]
    if isinstance(error, aiohttp.InvalidURL):
        return Refused("bad_url", why)
    word: Result = next((word for kind, word in RESULTS if isinstance(error, kind)), "protocol")
    return Unreachable(word, why)
