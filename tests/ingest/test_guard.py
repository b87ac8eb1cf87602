import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from ingest.errors import Refused
from ingest.fetcher import Fetcher
from ingest.guard import HOP, Forbidden, Hop, guarded_socket
from tests.sites import MOST, Site, page, refusal

STREAM = (socket.AF_INET, socket.SOCK_STREAM, 6, "")


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(seconds=5, feed_bytes=MOST, page_bytes=MOST) as ours:
        yield ours


def test_opens_no_socket_for_nobody() -> None:
    with pytest.raises(LookupError):
        guarded_socket((*STREAM, ("8.8.8.8", 443)))


def test_opens_sockets_to_public_addresses_only() -> None:
    hop = Hop("any.example", frozenset())
    token = HOP.set(hop)
    try:
        with pytest.raises(Forbidden, match="loopback"):
            guarded_socket((*STREAM, ("127.0.0.1", 443)))
        assert (hop.refused, hop.opened) == ("any.example is 127.0.0.1: loopback", False)
        guarded_socket((*STREAM, ("8.8.8.8", 443))).close()
        assert hop.opened
    finally:
        HOP.reset(token)


async def test_what_a_name_says_is_checked_where_it_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A lookup may answer anything, several addresses and other versions among it."""
    told = ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
    real = socket.getaddrinfo

    def rebinding(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebind.example":
            return real(host, port, *args, **kwargs)
        return [found for address in told for found in real(address, port, type=1)]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    async with Fetcher(seconds=5, feed_bytes=9, page_bytes=9) as fetcher:
        with pytest.raises(Refused, match=r"forbidden: rebind\.example is "):
            await fetcher.fetch("http://rebind.example/")


async def test_requests_side_by_side_keep_their_own_exceptions() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 204 No\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    at = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with Fetcher(seconds=5, feed_bytes=9, page_bytes=9) as fetcher:
        allows = [frozenset({at}) if n % 2 else frozenset[str]() for n in range(40)]
        ends = await asyncio.gather(
            *(fetcher.fetch(f"http://{at}/", allow=allow) for allow in allows),
            return_exceptions=True,
        )
    server.close()
    assert [isinstance(end, Refused) for end in ends] == [not allow for allow in allows]


async def test_refuses_loopback_without_an_exception(fetcher: Fetcher) -> None:
    site = Site(feed=page())
    async with site.running() as at:
        for url in (f"http://{at}/feed", f"http://localhost:{at[10:]}/feed"):
            caught = await refusal(fetcher.fetch(url, allow=frozenset({"127.0.0.2:80"})))
            assert isinstance(caught, Refused) and caught.result == "forbidden"
    assert site.connections == 0


async def test_a_connection_opened_under_an_exception_serves_nobody_else(fetcher: Fetcher) -> None:
    site = Site(feed=page())
    async with site.running() as at:
        await fetcher.fetch(f"http://{at}/feed", allow=frozenset({at}))
        caught = await refusal(fetcher.fetch(f"http://{at}/feed"))
        other = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({"10.0.0.1:80"})))
        await fetcher.fetch(f"http://{at}/feed", allow=frozenset({at}))
    assert caught.result == other.result == "forbidden"
    assert (len(site.asked), site.connections) == (2, 1)


async def test_an_exception_may_name_the_host(fetcher: Fetcher) -> None:
    site = Site(feed=page())
    async with site.running() as at:
        name = f"localhost:{at[10:]}"
        fetched = await fetcher.fetch(f"http://{name}/feed", allow=frozenset({name}))
        caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({name})))
    assert fetched.address == "127.0.0.1"
    assert caught.result == "forbidden"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest", "http://①②⑦.0.0.1/",
        "http://0/", "http://localhost/", "http://127.0.0.1:8080/", "https://10.1.2.3/",
    ],
)  # fmt: skip
async def test_refuses_addresses_that_are_not_public(fetcher: Fetcher, url: str) -> None:
    assert (await refusal(fetcher.fetch(url))).result == "forbidden"
