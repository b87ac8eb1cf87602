import gzip
import zlib
from collections.abc import AsyncIterator

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest
import zstandard

from config.metrics import FETCHES
from ingest.errors import IngestError, RateLimited, Refused, Unreachable
from ingest.fetcher import Fetcher
from tests.conftest import free_port
from tests.sites import MOST, Site, moved, page, refusal


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(seconds=5, feed_bytes=MOST, page_bytes=MOST) as ours:
        yield ours


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
