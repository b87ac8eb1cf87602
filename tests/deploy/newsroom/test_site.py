import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from deploy.newsroom.newsdesk import Newsdesk
from deploy.newsroom.site import Site

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def desk() -> Newsdesk:
    made = Newsdesk("r1")
    made.open(datetime.now(UTC))
    return made


@pytest.fixture
async def client(desk: Newsdesk) -> AsyncIterator[Client]:
    async with TestClient(TestServer(Site(desk, "http://127.0.0.1:1").app())) as made:
        yield made


async def test_feeds_pages_homes_and_robots_are_served(client: Client, desk: Newsdesk) -> None:
    for path in ("/robots.txt", "/gazeta/", "/gazeta/feed.xml", next(iter(desk.articles))):
        assert (await client.get(path)).status == 200, path
    for path in ("/nobody/feed.xml", "/nobody/", "/r0/gazeta/x.html"):
        assert (await client.get(path)).status == 404, path


async def test_what_the_reader_has_is_not_sent_again(client: Client, desk: Newsdesk) -> None:
    first = await client.get("/gazeta/feed.xml")
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = await client.get("/gazeta/feed.xml", headers={header: value})
        assert (again.status, await again.read()) == (304, b"")
    for _ in range(10):  # until every paper has printed
        desk.publish(datetime.now(UTC))
    changed = await client.get("/gazeta/feed.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status == 200


async def test_one_feed_is_no_feed(client: Client) -> None:
    answer = await client.get("/stricat/feed.xml")
    assert (answer.status, "<rss" in await answer.text()) == (200, False)


async def test_a_slow_feed_keeps_its_readers_waiting(client: Client, desk: Newsdesk) -> None:
    assert desk.outlets["farul"].slow == 5.0
    desk.outlets["farul"] = msgspec.structs.replace(desk.outlets["farul"], slow=0.2)
    began = time.monotonic()
    await client.get("/farul/feed.xml")
    assert time.monotonic() - began >= 0.2
