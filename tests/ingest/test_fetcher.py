import asyncio
import gzip
import resource
import shutil
import ssl
import subprocess
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest
import zstandard

from config.metrics import FETCHES
from ingest.errors import IngestError, RateLimited, Refused, Unreachable
from ingest.fetcher import Fetcher
from tests.conftest import SHARED, free_port

MOST = 1 << 20
Served = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


class Site:
    """A server that answers each path with the bytes, or by the function, it was given."""

    def __init__(self, **pages: Served) -> None:
        self.pages = pages
        self.asked: list[dict[str, str]] = []
        self.connections = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                request, *lines = head.decode("latin-1").strip().split("\r\n")
                name = request.split(" ")[1].strip("/")
                headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
                self.asked.append(headers | {"path": name})
                page = self.pages[name]
                if callable(page):
                    await page(writer)
                    break
                writer.write(page)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @asynccontextmanager
    async def running(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0, ssl=tls)
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        server.close()


def page(body: bytes = b"hello", status: str = "200 OK", **headers: str) -> bytes:
    given = {"content-length": str(len(body))} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def moved(to: str, status: str = "302 Found") -> bytes:
    return page(b"", status, location=to)


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(seconds=5, feed_bytes=MOST, page_bytes=MOST) as ours:
        yield ours


async def refusal(fetching: Awaitable[object]) -> IngestError:
    with pytest.raises(IngestError) as caught:
        await fetching
    return caught.value


# ── what comes back ──


async def test_brings_the_body_and_the_facts_of_the_answer(fetcher: Fetcher) -> None:
    site = Site(feed=page(b"<rss/>", etag='"1"', x_own="no", content_type="text/xml"))
    async with site.running() as at:
        fetched = await fetcher.fetch(f"http://{at}/feed#x", allow=frozenset({at}))
    assert (fetched.status, fetched.body, fetched.address) == (200, b"<rss/>", "127.0.0.1")
    assert fetched.headers == {"etag": '"1"', "content-type": "text/xml"}
    assert fetched.url == f"http://{at}/feed"
    assert fetched.redirects == () and not fetched.permanent and 0 < fetched.elapsed < 5
    assert site.asked[0]["user-agent"].startswith("wiredesk/")
    assert "(+http" in site.asked[0]["user-agent"]


async def test_names_the_address_where_it_can_be_asked_about(fetcher: Fetcher) -> None:
    site = Site(feed=page())
    async with (
        site.running() as at,
        Fetcher(seconds=5, feed_bytes=9, page_bytes=9, contact="https://desk.example/") as ours,
    ):
        await ours.fetch(f"http://{at}/feed", allow=frozenset({at}))
    assert site.asked[0]["user-agent"].endswith("(+https://desk.example/)")


async def test_asks_for_news_only_and_takes_304_for_an_answer(fetcher: Fetcher) -> None:
    site = Site(feed=b'HTTP/1.1 304 Not Modified\r\netag: "1"\r\n\r\n')
    async with site.running() as at:
        fetched = await fetcher.fetch(
            f"http://{at}/feed", etag='"1"', last_modified="then", allow=frozenset({at})
        )
    assert fetched.unchanged and fetched.body == b"" and fetched.address == "127.0.0.1"
    assert site.asked[0]["if-none-match"] == '"1"'
    assert site.asked[0]["if-modified-since"] == "then"


@pytest.mark.parametrize("validator", ['"1"\r\nX-Evil: yes', '"1"\n', '"\0"', "ș", ""])
async def test_drops_validators_that_would_break_out_of_their_line(
    fetcher: Fetcher, validator: str
) -> None:
    site = Site(feed=page())
    async with site.running() as at:
        await fetcher.fetch(
            f"http://{at}/feed", etag=validator, last_modified=validator, allow=frozenset({at})
        )
    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(site.asked[0])


ZIPPED = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("encoding", ZIPPED)
async def test_opens_one_layer(fetcher: Fetcher, encoding: str) -> None:
    story = "știre ".encode() * 1000
    site = Site(feed=page(ZIPPED[encoding](story), content_encoding=encoding))
    async with site.running() as at:
        fetched = await fetcher.fetch(f"http://{at}/feed", allow=frozenset({at}))
    assert fetched.body == story
    assert encoding in site.asked[0]["accept-encoding"]


async def test_opens_a_file_that_is_not_declared_as_zipped(fetcher: Fetcher) -> None:
    site = Site(feed=page(gzip.compress(b"<rss/>")))
    async with site.running() as at:
        fetched = await fetcher.fetch(f"http://{at}/feed", allow=frozenset({at}))
    assert fetched.body == b"<rss/>"


async def test_keeps_connections_alive(fetcher: Fetcher) -> None:
    site = Site(feed=page())
    async with site.running() as at:
        for _ in range(3):
            await fetcher.fetch(f"http://{at}/feed", allow=frozenset({at}))
    assert (len(site.asked), site.connections) == (3, 1)


# ── where it may go ──


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


async def test_checks_the_target_of_every_redirect(fetcher: Fetcher) -> None:
    inner, door = Site(secret=page(b"secret")), Site()
    async with inner.running() as hidden, door.running() as at:
        for target in (f"http://{hidden}/secret", "http://169.254.169.254/", "//[::1]/x"):
            door.pages["feed"] = moved(target)
            caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({at})))
            assert caught.result == "forbidden"
        for target in ("file:///etc/passwd", "gopher://a/", "http://u:p@a.example/", "http://"):
            door.pages["feed"] = moved(target)
            caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({at})))
            assert caught.result == "bad_url"
    assert inner.connections == 0


async def test_ignores_proxies_of_the_environment(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, site = Site(), Site(feed=page())
    async with proxy.running() as trap, site.running() as at:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{trap}")
        await fetcher.fetch(f"http://{at}/feed", allow=frozenset({at}))
    assert proxy.connections == 0


# ── redirects ──


async def test_follows_redirects_and_says_from_where(fetcher: Fetcher) -> None:
    site = Site(a=moved("/b", "301 Moved Permanently"), b=moved("c?x=ș"), **{"c?x=%C8%99": page()})
    async with site.running() as at:
        fetched = await fetcher.fetch(f"http://{at}/a", allow=frozenset({at}))
        site.pages["b"] = moved("c?x=ș", "308 Permanent Redirect")
        again = await fetcher.fetch(f"http://{at}/a", allow=frozenset({at}))
    assert fetched.redirects == (f"http://{at}/a", f"http://{at}/b")
    assert fetched.url == f"http://{at}/c?x=%C8%99"
    assert (fetched.permanent, again.permanent) == (False, True)


async def test_a_loop_of_redirects_ends_after_six_requests(fetcher: Fetcher) -> None:
    site = Site(a=moved("/a"))
    async with site.running() as at:
        caught = await refusal(fetcher.fetch(f"http://{at}/a", allow=frozenset({at})))
    assert isinstance(caught, Refused) and caught.result == "redirects"
    assert len(site.asked) == 6


async def test_carries_no_cookies_and_no_passwords(fetcher: Fetcher) -> None:
    other = Site(b=page())
    async with other.running() as there:
        site = Site(a=page(b"", "302 Found", location=f"http://{there}/b", set_cookie="s=1"))
        async with site.running() as at:
            for _ in range(2):
                await fetcher.fetch(f"http://{at}/a", allow=frozenset({at, there}))
            caught = await refusal(fetcher.fetch(f"http://u:p@{at}/a", allow=frozenset({at})))
    assert caught.result == "bad_url"
    for asked in (*site.asked, *other.asked):
        assert not {"cookie", "authorization", "referer"} & set(asked)


# ── what servers say ──

SAID = {
    "404": (page(status="404 Not Found"), Refused, "client_error"),
    "403": (page(status="403 Forbidden"), Refused, "client_error"),
    "410": (page(status="410 Gone"), Refused, "gone"),
    "408": (page(status="408 Request Timeout"), Unreachable, "server_error"),
    "500": (page(status="500 Oh"), Unreachable, "server_error"),
    "503": (page(status="503 Oh"), Unreachable, "server_error"),
    "503 until": (page(status="503 Oh", retry_after="120"), RateLimited, "rate_limited"),
    "429": (page(status="429 Slow"), RateLimited, "rate_limited"),
    "redirect to nowhere": (page(status="302 Found"), Unreachable, "protocol"),
    "picture": (page(content_type="image/png"), Refused, "content_type"),
    "unknown encoding": (page(content_encoding="exi"), Refused, "encoding"),
    "two layers": (page(content_encoding="gzip, gzip"), Refused, "encoding"),
    "wrongly zipped": (page(content_encoding="gzip"), Unreachable, "protocol"),
    "torn zip": (page(gzip.compress(b"x" * 99)[:-20]), Unreachable, "protocol"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", Unreachable, "protocol"),
    "long location": (moved("/" + "x" * MOST), Unreachable, "protocol"),
    "many headers": (
        page(b"", **{f"x-{n}": "y" * 2000 for n in range(20)}),
        Unreachable,
        "protocol",
    ),
}


@pytest.mark.parametrize(("answer", "kind", "result"), SAID.values(), ids=SAID.keys())
async def test_every_answer_has_its_reaction(
    fetcher: Fetcher, answer: bytes, kind: type[IngestError], result: str
) -> None:
    async with Site(feed=answer).running() as at:
        caught = await refusal(fetcher.fetch(f"http://{at}/feed", allow=frozenset({at})))
    assert (type(caught), caught.result) == (kind, result)


async def test_nobody_listening_and_no_such_host_may_pass(fetcher: Fetcher) -> None:
    at = f"127.0.0.1:{free_port()}"
    caught = await refusal(fetcher.fetch(f"http://{at}/", allow=frozenset({at})))
    assert (type(caught), caught.result) == (Unreachable, "connect")
    caught = await refusal(fetcher.fetch("http://no-such-host.invalid/"))
    assert (type(caught), caught.result) == (Unreachable, "dns")


# ── servers that mean harm ──


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


async def test_counts_every_request_once(fetcher: Fetcher) -> None:
    def counted(result: str) -> float:
        value: float = FETCHES.labels("page", result)._value.get()
        return value

    results = ("ok", "unchanged", "client_error", "forbidden")
    before = [counted(result) for result in results]
    site = Site(a=page(), b=page(b"", "304 Same"), c=page(status="404 No"))
    async with site.running() as at:
        for name in "abc":
            try:
                await fetcher.fetch(f"http://{at}/{name}", "page", allow=frozenset({at}))
            except Refused:
                assert name == "c"
        await refusal(fetcher.fetch(f"http://{at}/a", "page"))
    assert [counted(result) - was for result, was in zip(results, before, strict=True)] == [1] * 4
