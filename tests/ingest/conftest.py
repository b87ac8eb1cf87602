"""What several tests of the way in need: a real site, children that read feeds."""

from collections.abc import Iterator

import pytest

from config.children import Children
from ingest.parse import parse_document
from tests.ingest.newsdesk import Parsers
from tests.ingest.site import Site


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
