"""What several tests of the way in need: a site, children that read feeds, all of a poller."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from config.children import Children
from ingest.parse import parse_document
from ingest.reading import Parsers
from tests.ingest.newsdesk import Newsdesk, newsdesk
from tests.ingest.site import Site
from tests.ingest.topics import own_settings


@pytest.fixture(scope="module")
def children() -> Iterator[Parsers]:
    children: Parsers = Children(parse_document, count=1, cpu_seconds=5, memory_bytes=1 << 30)
    yield children
    children.stop()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
async def desk(
    kafka: str, redis_url: str, site: Site, children: Parsers
) -> AsyncIterator[Newsdesk]:
    settings = await asyncio.to_thread(own_settings, kafka, redis_url)
    async with newsdesk(settings, site, children) as desk:
        desk.chance.drawn = 0.9  # nothing is audited
        yield desk
