"""The whole way as in production: TLS, a user and no more rights than it needs for each role.

Every right is a line of deploy/guides/rights.md; `python -m tests.faults.secured` tries all that
the guide does not give, and lets Redis fail over under load.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.secured import cannot_read, cannot_write
from tests.faults.secured_servers import PASSWORD, SecuredServers
from tests.way.installation import Installation
from tests.way.site import Site
from tests.way.texts import story

pytestmark = [pytest.mark.way, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredServers]:
    servers = SecuredServers(tmp_path_factory.mktemp("secured"))
    yield servers
    servers.stop()


def installation_in(home: Path, servers: SecuredServers, feeds: str = "") -> Installation:
    (home.parent / "password").write_text(PASSWORD + "\n")
    told = servers.environ | {"WIREDESK_KAFKA_PASSWORD_FILE": str(home.parent / "password")}
    del told["WIREDESK_KAFKA_PASSWORD"]
    found = Installation(home, servers.kafka, servers.redis_url, feeds, **told)
    found.own |= servers.own
    return found


def test_an_article_walks_with_the_rights_of_the_guide_and_no_log_tells_a_password(
    tmp_path: Path, servers: SecuredServers
) -> None:
    site = Site()
    title, paragraphs = story(77)
    url = site.publish("ziar", "unu", title, *paragraphs)
    installation = installation_in(tmp_path / "home", servers, site.feeds_file())
    installation.start()
    try:
        installation.settle({url})
        assert installation.run("show", installation.published()[0]["wiredesk"]["id"]).stdout
    finally:
        codes = installation.stop()
    assert set(codes.values()) == {0}
    said = "".join(log.read_text() for log in installation.home.glob("*.log"))
    assert PASSWORD not in said


def test_a_role_is_refused_what_the_guide_does_not_give_it(
    tmp_path: Path, servers: SecuredServers
) -> None:
    prefix = installation_in(tmp_path / "home", servers).settings.prefix
    assert cannot_write(servers.settings("poll"), f"{prefix}articles.enriched")
    assert cannot_read(servers.settings("serve"), f"{prefix}articles.raw")


def test_a_wrong_password_is_told_in_one_line(tmp_path: Path, servers: SecuredServers) -> None:
    installation = installation_in(tmp_path / "home", servers)
    del installation.environ["WIREDESK_KAFKA_PASSWORD_FILE"]
    installation.environ["WIREDESK_KAFKA_PASSWORD"] = "another"
    for command in (["topics", "create"], ["tail", "--until-now"]):
        done = installation.run(*command, check=False)
        assert done.returncode != 0
        [line] = done.stderr.strip().splitlines()
        assert line.startswith(("wiredesk: ", "Error: "))
        assert "another" not in line
