"""One installation and one server for all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.conftest import Daemon
from tests.streams.web.installation import Installation, Served, serving


@pytest.fixture(scope="package")
def installation(
    kafka: str, memory: Daemon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    url = f"redis://127.0.0.1:{memory.port}/0"
    made = Installation(kafka, url, tmp_path_factory.mktemp("web"), WIREDESK_STREAM_SECONDS="1")
    yield made
    made.close()


@pytest.fixture(scope="package")
def server(installation: Installation) -> Iterator[Served]:
    with serving(installation) as served:
        yield served


@pytest.fixture
def newsdesk(installation: Installation) -> Installation:
    """The installation with nothing in its store."""
    installation.redis.flushall()
    return installation
