"""The way page, with all that stands behind it: a real site, Redis, broker and children."""

import asyncio

import msgspec
import pytest

from tests.ingest.newsdesk import Newsdesk
from tests.ingest.site import Site
from tests.ingest.topics import Reader, ledger_lines


async def test_a_poll_tells_the_ledger_and_fills_the_frontier(desk: Newsdesk, site: Site) -> None:
    site.publish("unu")
    site.publish("doi")
    assert await desk.poll() == "news"
    assert len(ledger_lines(await desk.read("ledger"))) == 2
    assert await desk.memory.frontier.size() == 2
    assert await desk.read("raw") == []


async def test_the_same_feed_again_is_no_news(desk: Newsdesk, site: Site) -> None:
    site.publish("unu")
    assert [await desk.poll() for _ in range(2)] == ["news", "not_modified"]
    site.entries = {"doi": "Titlu", **site.entries}
    del site.entries["doi"]
    assert await desk.poll() == "not_modified"


async def test_an_entry_leaves_the_frontier_once_the_broker_has_it(
    desk: Newsdesk, site: Site
) -> None:
    site.publish("unu")
    await desk.poll()
    (errand,) = (await desk.memory.errands(5)).errands
    await desk.poller.bring_in(errand)
    assert len(await desk.read("raw")) == 1
    assert await desk.memory.frontier.size() == 0


@pytest.mark.parametrize("generator", ["", "https://wordpress.org/?v=6.7"], ids=["5005", "wp"])
async def test_what_came_and_went_between_two_polls_is_found_in_older_pages(
    desk: Newsdesk, site: Site, generator: str
) -> None:
    site.generator = generator
    names = [f"n{number}" for number in range(8)]
    for name in names:
        site.publish(name)
    site.shown = ["n1", "n0"]
    assert await desk.poll() == "news"
    site.shown = ["n7", "n6"]
    first, second = ("feed.xml?paged=2", "feed.xml?paged=3") if generator else ("a2", "a1")
    site.archives = {first: ["n5", "n4"], second: ["n3", "n2", "n1", "n0"]}
    assert await desk.poll() == "news"
    told = ledger_lines(await desk.read("ledger"))
    assert len(told) == len({line.id for line in told}) == 8
    assert await desk.memory.frontier.size() == 8


async def test_what_came_and_went_is_found_in_the_news_map_of_the_site(
    desk: Newsdesk, site: Site
) -> None:
    for name in ("n1", "n2", "n3", "n4"):
        site.publish(name)
    site.shown = ["n1"]
    assert await desk.poll() == "news"
    site.shown, site.maps = ["n4"], {"news.xml": ["n4", "n3", "n2", "n1"]}
    site.rules = f"Sitemap: {site.url('sitemap.xml')}\nSitemap: {site.url('news.xml')}\n"
    assert await desk.poll() == "news"
    assert sorted(await desk.told()) == ["Titlul n1", "Titlul n2", "Titlul n3", "Titlul n4"]


def nameless(titles: list[str], draw: int) -> bytes:
    """A feed whose items have no links of their own, and new guids each time it is asked."""
    items = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>{draw}-{n}</guid></item>"
        for n, title in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>Ziar</title>{items}</channel></rss>".encode()


async def test_a_feed_whose_guids_change_is_told_by_its_content(desk: Newsdesk, site: Site) -> None:
    titles = ["Unu", "Doi", "Trei"]
    for draw in range(5):
        body = nameless(titles[: 2 + draw // 3], draw)
        site.edit = lambda _, body=body: body  # type: ignore[misc]  # bound at once
        await desk.poll()
    told = ledger_lines(await desk.read("ledger"))
    assert len(told) == 3


async def test_a_page_is_not_asked_for_where_the_feed_carries_the_story(
    desk: Newsdesk, site: Site
) -> None:
    text = "Guvernul a hotărât că drumul se închide. " * 40
    item = f"<item><title>T</title><link>{site.url('unu')}</link><description>{text}</description>"
    body = f"<rss version='2.0'><channel><title>Ziar</title>{item}</item></channel></rss>"
    site.edit = lambda _: body.encode()
    await desk.poll()
    (errand,) = (await desk.memory.errands(5)).errands
    await desk.poller.bring_in(errand)
    (raw,) = [msgspec.msgpack.decode(value) for value in await desk.read("raw")]
    assert "page_error" not in raw and "page" not in raw
    assert site.times("/unu") == 0


async def test_a_gap_nobody_tells_of_stays_one(desk: Newsdesk, site: Site) -> None:
    for name in ("unu", "doi", "trei"):
        site.publish(name)
    site.shown = ["unu"]
    await desk.poll()
    site.shown = ["trei"]
    site.archives = {"gone": ["doi"]}
    site.status = {"/gone": 500}
    assert await desk.poll() == "news"
    assert len(ledger_lines(await desk.read("ledger"))) == 2


async def test_a_poll_that_lost_its_lease_saves_nothing_and_the_next_repeats_it(
    desk: Newsdesk, site: Site
) -> None:
    site.publish("unu")
    late = await desk.turn()
    current = await desk.turn()
    assert await desk.poller.poll(desk.feed, late) == "fenced"
    assert await desk.memory.frontier.size() == 0
    assert await desk.poller.poll(desk.feed, current) == "news"
    lines = ledger_lines(await desk.read("ledger"))
    assert len(lines) == 2
    assert len({(line.id, line.seen_at) for line in lines}) == 1


async def test_a_feed_that_is_none_is_said_to_be_none(desk: Newsdesk, site: Site) -> None:
    site.status = {"/feed.xml": 500}
    turn = await desk.turn()
    with pytest.raises(Exception, match="server_error") as raised:
        await desk.poller.poll(desk.feed, turn)
    assert await desk.poller.give_up(desk.feed, turn, raised.value) == "server_error"  # type: ignore[arg-type]  # the test's own
    assert (await desk.memory.roster.standings())["failing"] == 1


async def test_headers_of_a_raw_record_name_its_version(desk: Newsdesk, site: Site) -> None:
    site.publish("unu")
    await desk.poll()
    (errand,) = (await desk.memory.errands(5)).errands
    await desk.poller.bring_in(errand)
    reader = Reader(desk.settings, "raw")
    await asyncio.to_thread(reader.read)
    reader.close()
    ((*named, (sent, at)),) = reader.headers
    assert named == [
        ("id", errand.sighting.entry.id.encode()),
        ("seen_at", errand.sighting.seen_at.encode()),
        ("feed", b"ziar"),
    ]
    assert (sent, at.isdigit()) == ("raw_ms", True)


async def test_a_server_that_hides_news_behind_304_is_found_out(desk: Newsdesk, site: Site) -> None:
    site.publish("unu")
    assert await desk.poll() == "news"
    site.lies = True
    site.publish("doi")
    desk.chance.drawn = 0.0  # every 304 is audited
    assert await desk.poll() == "news"
    desk.chance.drawn = 0.9
    site.publish("trei")
    assert await desk.poll() == "news", "a liar is not asked conditionally"


async def test_a_feed_that_turns_into_another_brings_nothing(desk: Newsdesk, site: Site) -> None:
    site.publish("unu")
    assert await desk.poll() == "news"
    site.title, site.entries = "Casino online", {}
    site.publish("spam")
    assert await desk.poll() == "quarantined"
    assert (await desk.memory.roster.standings())["quarantined"] == 1
    assert not any(b"spam" in line for line in await desk.read("ledger"))


async def test_the_maps_of_an_index_trickle_in(desk: Newsdesk, site: Site) -> None:
    site.maps = {f"map-{n}.xml": [f"stire-{n}"] for n in range(5)}
    for name in "01234":
        site.publish(f"stire-{name}")
    desk.feed = msgspec.structs.replace(desk.feed, url=site.url("index.xml"))
    polls = [await desk.poll() for _ in range(3)]
    assert polls == ["news", "news", "news"]
    assert sum(path.startswith("/map-") for path, _ in site.asked) == 5
    assert len({line.id for line in ledger_lines(await desk.read("ledger"))}) == 5
