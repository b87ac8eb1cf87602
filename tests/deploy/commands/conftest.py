from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.commands.polling import Desk
from tests.ingest.topics import own_settings


@pytest.fixture
def desk(tmp_path: Path, kafka: str, redis_url: str) -> Iterator[Desk]:
    desk = Desk(tmp_path, own_settings(kafka, redis_url))
    desk.declare()
    yield desk
    desk.close()
