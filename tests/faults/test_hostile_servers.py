"""Servers that want our memory, our time or our trust."""

import asyncio
import gzip
import resource
import shutil
import ssl
import subprocess
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ingest.errors import Refused, Unreachable
from ingest.fetcher import Fetcher
from tests.conftest import SHARED
from tests.sites import MOST, Served, Site, page, refusal


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(seconds=5, feed_bytes=MOST, page_bytes=MOST) as ours:
        yield ours


async def bomb(writer: asyncio.StreamWriter) -> None:
    """200 MiB of nothing in 200 KB."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n")
    squeeze = zlib.compressobj(9, wbits=31)
    for _ in range(200):
        writer.write(squeeze.compress(bytes(1 << 20)))
    writer.write(squeeze.flush())
    await writer.drain()


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def endless_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not writer.is_closing():
        writer.write(b"x-more: " + b"y" * 1000 + b"\r\n")
        await writer.drain()


@pytest.mark.parametrize("harm", [bomb, endless])
async def test_reads_no_more_than_the_cap(fetcher: Fetcher, harm: Served) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with Site(feed=harm).running() as at:
        caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({at})))
    assert isinstance(caught, Refused) and caught.result == "too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10  # KiB


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
async def test_bombs_of_every_kind_stop_at_the_cap(fetcher: Fetcher, encoding: str) -> None:
    file = SHARED / "data" / "bad-http-bodies" / f"bomb-{encoding}.bin"
    if not file.exists():
        pytest.skip("the shared bad-http-bodies are not here")
    site = Site(feed=page(file.read_bytes(), content_encoding=encoding))
    async with site.running() as at:
        caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({at})))
    assert caught.result == "too_large"


async def test_the_cap_counts_what_was_unzipped_by_us_too(fetcher: Fetcher) -> None:
    async with Site(feed=page(gzip.compress(bytes(2 * MOST)))).running() as at:
        caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({at})))
    assert caught.result == "too_large"


async def test_the_cap_is_that_of_the_kind() -> None:
    site = Site(feed=page(b"x" * 20))
    async with site.running() as at, Fetcher(seconds=5, feed_bytes=19, page_bytes=20) as fetcher:
        assert (await fetcher.fetch(f"http://{at}/feed", "page", allow=frozenset({at}))).body
        caught = await refusal(fetcher.fetch(f"http://{at}/feed", "feed", allow=frozenset({at})))
    assert caught.result == "too_large"


async def test_endless_headers_end(fetcher: Fetcher) -> None:
    async with Site(feed=endless_headers).running() as at:
        caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({at})))
    assert caught.result == "protocol"


async def test_a_body_shorter_than_promised_is_no_answer(fetcher: Fetcher) -> None:
    async def short(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf of")

    async with Site(feed=short).running() as at:
        caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({at})))
    assert isinstance(caught, Unreachable)


DRIPS = {
    "headers": (b"HTTP/1.1 200 OK\r\n", b"x"),
    "body": (b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", b"x"),
    "silence": (b"", b""),
    "endless continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize(("first", "drop"), DRIPS.values(), ids=DRIPS.keys())
async def test_a_dripping_server_is_left_at_the_deadline(first: bytes, drop: bytes) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while not writer.is_closing():
            writer.write(drop)
            await asyncio.sleep(0.02)

    async with (
        Fetcher(seconds=0.3, feed_bytes=MOST, page_bytes=MOST) as fetcher,
        Site(feed=drip).running() as at,
    ):
        caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({at})))
    assert isinstance(caught, Unreachable) and caught.result == "timeout"


# ── certificates ──


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the certificate, is not installed")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", "key", "-out", "cert", "-days", "2", "-subj", "/CN=own"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    return context


async def test_accepts_strange_certificates_only_where_the_feed_says_so(
    fetcher: Fetcher, own_certificate: ssl.SSLContext
) -> None:
    async with Site(feed=page()).running(own_certificate) as at:
        url, allow = f"https://{at}/feed", frozenset({at})
        fetched = await fetcher.fetch(url, allow=allow, tls_verify=False)
        caught = await refusal(fetcher.fetch(url, allow=allow))
    assert fetched.body == b"hello"
    assert (type(caught), caught.result) == (Unreachable, "tls")
