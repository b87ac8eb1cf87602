from collections.abc import AsyncIterator, Iterator

import msgspec
import pytest
import zstandard

from config.settings import Settings
from ingest.errors import Unreachable
from ingest.fetcher import Fetcher
from ingest.frontier import Errand
from ingest.manners import Manners
from ingest.pages import Pages
from ingest.raw import raw_article
from tests.ingest.sightings import a_sighting
from tests.ingest.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.publish("unu")
    yield site
    site.close()


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    async with Fetcher(seconds=2, feed_bytes=1 << 20, page_bytes=1 << 20) as fetcher:
        yield Pages(fetcher, Manners(fetcher), Settings())


def errand(site: Site, path: str = "unu", tries: int = 0, **changes: object) -> Errand:
    seen = msgspec.structs.replace(a_sighting("a", url=site.url(path)), **changes)
    allowed = msgspec.structs.replace(seen, allow=(site.address,))
    return Errand(sighting=allowed, token="t", tries=tries, host=allowed.host)


async def test_a_page_comes_with_its_answer(pages: Pages, site: Site) -> None:
    page = await pages.page(errand(site))
    assert page.error is None and page.fetched
    assert zstandard.ZstdDecompressor().decompress(page.body) == site.page("unu")


async def test_a_page_travels_with_what_its_host_reserves(pages: Pages, site: Site) -> None:
    site.reserves = '[{"location": "/", "tdm-reservation": 1}]'
    asked = errand(site)
    raw = raw_article(asked.sighting, await pages.page(asked))
    assert raw.answer and raw.answer.tdm == "1"


async def test_a_page_that_may_still_come_is_waited_for(pages: Pages, site: Site) -> None:
    site.status = {"/unu": 503}
    with pytest.raises(Unreachable):
        await pages.page(errand(site, tries=2))


async def test_after_the_last_try_the_reason_stands_in_its_place(pages: Pages, site: Site) -> None:
    site.status = {"/unu": 503}
    assert (await pages.page(errand(site, tries=3))).error == "server_error"


@pytest.mark.parametrize(("status", "error"), [(404, "client_error"), (410, "gone")])
async def test_what_is_refused_for_good_is_not_tried_again(
    pages: Pages, site: Site, status: int, error: str
) -> None:
    site.status = {"/unu": status}
    assert (await pages.page(errand(site))).error == error


async def test_sound_and_data_are_no_pages(pages: Pages, site: Site) -> None:
    site.kinds = {"/unu": "application/json"}
    assert (await pages.page(errand(site))).error == "content_type"


async def test_an_address_that_nobody_allowed_is_not_asked(pages: Pages, site: Site) -> None:
    alone = msgspec.structs.replace(errand(site).sighting, allow=())
    page = await pages.page(Errand(sighting=alone, token="t", tries=0, host="x"))
    assert page.error == "forbidden"
    assert site.asked == []


async def test_no_page_is_asked_where_none_is_wanted_or_named(pages: Pages, site: Site) -> None:
    assert (await pages.page(errand(site, pages="never"))).error is None
    nameless = a_sighting("a", url="")
    page = await pages.page(Errand(sighting=nameless, token="t", tries=0, host="-"))
    assert page.error == "no_link"
    assert site.asked == []
