import msgspec
import pytest

from config.feeds import Feed
from config.settings import Settings
from deploy.feedstate import facts, known_states, line, states, word
from ingest.turn import Turn, packed
from tests.ingest.sightings import client_of

FEED = Feed(url="https://a.example/", id="a", publisher="A")


@pytest.mark.parametrize(
    ("off", "state", "wanted"),
    [
        (False, Turn(), "active"),
        (False, Turn(polled=1, state="active"), "active"),
        (False, Turn(polled=1, state="failing"), "failing"),
        (True, Turn(polled=1), "disabled"),
    ],
)
def test_one_word_says_how_a_feed_is(off: bool, state: Turn, wanted: str) -> None:
    feed = msgspec.structs.replace(FEED, disabled=off)
    assert word(feed, state) == wanted
    assert line(feed, state).startswith(wanted)


def test_moments_are_shown_as_text() -> None:
    assert facts(FEED, Turn(polled=1509697865117))["polled"] == "2017-11-03T08:31:05.117Z"
    assert facts(FEED, Turn())["polled"] == ""


async def test_states_are_read_from_redis(redis_url: str) -> None:
    async with client_of(redis_url) as client:
        kept = b"host\ndomain\n1\n2\n" + packed(Turn(result="news", title="Știri"))
        await client.set("p-feed:a:known", kept)
    found = states(Settings(redis=redis_url, prefix="p-"), ["a", "b"])
    assert (found["a"].result, found["a"].title, found["b"]) == ("news", "Știri", Turn())


def test_a_list_does_without_redis() -> None:
    assert known_states(Settings(redis="redis://127.0.0.1:1/0"), ["a"]) == {}
