"""What servers do to those who ask them, one mode a test: a real one, and all that a poll keeps."""

import msgspec
import pytest

from config.moments import now_ms
from ingest.outcome import BELIEVED
from ingest.schedule import GONE
from ingest.turn import Save
from tests.ingest.newsdesk import Newsdesk
from tests.ingest.site import Site

DAY = 86_400_000  # ms


@pytest.fixture
def desk(desk: Newsdesk, site: Site) -> Newsdesk:
    site.publish("unu")
    return desk


async def test_a_lying_etag_is_found_out_and_listed(desk: Newsdesk, site: Site) -> None:
    await desk.poll()
    site.lies = True
    site.publish("doi")
    assert await desk.poll() == "not_modified"
    desk.chance.drawn = 0.0  # as one in fifty, this answer is audited
    assert await desk.poll() == "news"
    desk.chance.drawn = 0.9
    assert (await desk.known()).liar > now_ms() - DAY
    site.publish("trei")
    assert await desk.poll() == "news"


async def test_a_flapping_server_costs_no_entry_and_no_trust(desk: Newsdesk, site: Site) -> None:
    for number in range(4):
        site.publish(f"n{number}")
        site.status = {"/feed.xml": 500}
        assert await desk.poll_or_give_up() == "server_error"
        site.status = {}
        assert await desk.poll_or_give_up() == "news"
        assert await desk.poll_or_give_up() == "not_modified"
    known = await desk.known()
    assert (known.state, known.failures) == ("active", 0)
    told = await desk.told()
    assert len(told) == len(set(told)) == 5


LATER = {
    "seconds": (429, "600", 600),
    "a date": (503, "Sun, 22 Nov 2099 13:00:00 GMT", 86_400),
    "a past date": (429, "Sun, 22 Nov 1998 13:00:00 GMT", 60),
    "noise": (503, "soon", 0),
    "far away": (429, "9" * 30, 86_400),
}


@pytest.mark.parametrize(("status", "value", "seconds"), LATER.values(), ids=LATER.keys())
async def test_a_server_that_says_later_is_left_alone(
    desk: Newsdesk, site: Site, status: int, value: str, seconds: int
) -> None:
    site.status, site.headers = {"/feed.xml": status}, {"/feed.xml": {"Retry-After": value}}
    before = now_ms()
    assert await desk.poll_or_give_up() == "rate_limited"
    assert (await desk.known()).due >= before + 1000 * seconds
    host = f"{desk.settings.prefix}host:rest:{site.address}"
    assert await desk.memory.roster._redis.pttl(host) > 0, "its pages, too"


async def test_what_is_gone_is_asked_once_in_thirty_days(desk: Newsdesk, site: Site) -> None:
    site.status = {"/feed.xml": 410}
    before = now_ms()
    assert await desk.poll_or_give_up() == "gone"
    known = await desk.known()
    assert known.state == "gone"
    assert known.due >= before + 1000 * GONE
    site.status = {}
    assert await desk.poll_or_give_up() == "news", "none is ever dead"


@pytest.mark.parametrize("status", [301, 308])
async def test_a_move_for_good_is_believed_in_time(desk: Newsdesk, site: Site, status: int) -> None:
    old = msgspec.structs.replace(desk.feed, url=site.url("old.xml"))
    site.status = {"/old.xml": status, "/middle.xml": status}
    site.headers = {
        "/old.xml": {"Location": "/middle.xml"},
        "/middle.xml": {"Location": "/feed.xml"},
    }
    desk.feed = old
    assert await desk.poll() == "news"
    known = await desk.known()
    assert (known.moved_to, known.address) == (site.url("feed.xml"), "")
    turn = await desk.turn()
    waited = msgspec.structs.replace(known, moved_at=now_ms() - BELIEVED)
    await desk.memory.save(turn, Save(due=turn.due, known=waited))
    await desk.poll()
    asked = site.times("/old.xml")
    assert await desk.poll() == "not_modified"
    assert (site.times("/old.xml"), asked) == (2, 2), "it is asked where it lives"
    assert await desk.told() == ["Titlul unu"]


async def test_a_temporary_move_is_none(desk: Newsdesk, site: Site) -> None:
    site.status, site.headers = {"/old.xml": 302}, {"/old.xml": {"Location": "/feed.xml"}}
    desk.feed = msgspec.structs.replace(desk.feed, url=site.url("old.xml"))
    assert await desk.poll() == "news"
    assert not (await desk.known()).moved_to


async def test_a_loop_of_redirects_is_a_failure(desk: Newsdesk, site: Site) -> None:
    site.status, site.headers = {"/feed.xml": 301}, {"/feed.xml": {"Location": "/feed.xml"}}
    assert await desk.poll_or_give_up() == "redirects"
    assert site.times("/feed.xml") == 6


SEIZED = {
    "title": (b"<title>Ziar</title>", b"<title>Casino online</title>"),
    "language": (b"<language>ro</language>", b"<language>id</language>"),
}


@pytest.mark.parametrize(("was", "now"), SEIZED.values(), ids=SEIZED.keys())
async def test_a_feed_that_is_anothers_now_brings_nothing(
    desk: Newsdesk, site: Site, was: bytes, now: bytes
) -> None:
    site.edit = lambda body: body.replace(b"<link>", b"<language>ro</language><link>", 1)
    await desk.poll()
    kept = site.edit
    site.edit = lambda body: kept(body).replace(was, now)
    site.publish("spam")
    assert await desk.poll() == "quarantined"
    assert await desk.poll() == "quarantined", "until somebody accepts it"
    assert await desk.told() == ["Titlul unu"]


async def test_a_feed_that_leads_to_another_domain_brings_nothing(
    desk: Newsdesk, site: Site
) -> None:
    other = site.address.replace("127.0.0.1", "localhost")
    desk.feed = msgspec.structs.replace(desk.feed, allow_addresses=(site.address, other))
    await desk.poll()
    site.publish("spam")
    site.status = {"/feed.xml": 301}
    site.headers = {"/feed.xml": {"Location": f"http://{other}/parked.xml"}}
    site.archives = {"parked.xml": ["spam"]}
    assert await desk.poll() == "quarantined"
    assert await desk.told() == ["Titlul unu"]
