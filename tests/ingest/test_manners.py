from collections.abc import AsyncIterator

import msgspec
import pytest

from ingest.errors import Refused, Unreachable
from ingest.fetcher import Fetcher
from ingest.manners import Manners
from ingest.sighting import Sighting
from tests.ingest.sightings import a_sighting
from tests.ingest.site import Site


@pytest.fixture
async def manners() -> AsyncIterator[Manners]:
    async with Fetcher(seconds=5, feed_bytes=1 << 20, page_bytes=1 << 20) as fetcher:
        yield Manners(fetcher)


def sighted(site: Site, path: str = "unu", **changes: object) -> Sighting:
    seen = a_sighting("a", url=site.url(path))
    return msgspec.structs.replace(seen, allow=(site.address,), **changes)


async def test_a_host_without_rules_forbids_nothing(manners: Manners, site: Site) -> None:
    assert await manners.rest(sighted(site)) == 0


async def test_a_forbidden_page_is_refused_for_good(manners: Manners, site: Site) -> None:
    site.rules = "User-agent: wiredesk\nDisallow: /ascuns\nCrawl-delay: 7\n"
    with pytest.raises(Refused, match=r"robots\.txt"):
        await manners.rest(sighted(site, "ascuns"))
    assert await manners.rest(sighted(site)) == 7


async def test_rules_are_asked_for_once(manners: Manners, site: Site) -> None:
    for _ in range(3):
        await manners.rest(sighted(site))
    assert site.times("/robots.txt") == 1


async def test_what_a_host_reserves_is_asked_for_once(manners: Manners, site: Site) -> None:
    site.reserves = '[{"location": "/unu", "tdm-reservation": 1}]'
    said = [await manners.reservation(sighted(site, path)) for path in ("unu", "doi")]
    assert said == ["1", ""]
    assert site.times("/.well-known/tdmrep.json") == 1


@pytest.mark.parametrize("status", [404, 503])
async def test_a_host_that_does_not_tell_reserves_nothing(
    manners: Manners, site: Site, status: int
) -> None:
    site.status = {"/.well-known/tdmrep.json": status}
    assert not await manners.reservation(sighted(site))


async def test_a_host_whose_rules_cannot_be_had_is_closed_for_now(
    manners: Manners, site: Site
) -> None:
    site.status = {"/robots.txt": 503}
    with pytest.raises(Unreachable, match="closed for now"):
        await manners.rest(sighted(site))


async def test_a_feed_may_be_declared_to_pass_the_rules_by(manners: Manners, site: Site) -> None:
    site.rules = "User-agent: *\nDisallow: /\n"
    assert await manners.rest(sighted(site, robots="ignore")) == 0
    assert site.times("/robots.txt") == 0
