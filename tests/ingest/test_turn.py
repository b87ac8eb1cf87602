"""What is kept of a feed between its polls."""

import msgspec
import pytest

from ingest.rhythm import Rhythm
from ingest.turn import NEVER, Turn, declared, declared_as, packed, turn_of, unpacked
from tests.ingest.sightings import a_feed

DECLARED = b"ziar.example\nziar.example\n300000\n1234\n"
LEARNED = Turn(
    etag='"x"', failures=1.5, title="Știri", polled=1_700_000_000_000, hush=0.25,
    rhythm=Rhythm(at=1_700_000_000, hours=7, pending=2), history=b"\n\0\xff", days="19:2:1:0",
)  # fmt: skip


def test_what_is_known_of_a_feed_comes_back_without_its_lease() -> None:
    leased = msgspec.structs.replace(LEARNED, feed="ziar", token="t", due=5)
    assert unpacked(DECLARED + packed(leased)) == LEARNED
    assert turn_of("t", b"ziar", b"5", DECLARED + packed(LEARNED)) == leased
    assert declared(DECLARED + packed(LEARNED)) == DECLARED


@pytest.mark.parametrize("kept", [b"", b"\xff", b"\n\xff", packed(LEARNED)[:-3], b"\n\x91\xc0"])
def test_bytes_of_another_making_are_a_feed_that_was_never_asked(kept: bytes) -> None:
    assert unpacked(DECLARED + kept) == unpacked(None) == NEVER


def test_fields_that_came_later_are_empty_in_what_was_stored_before() -> None:
    earlier = msgspec.msgpack.decode(packed(LEARNED).partition(b"\n")[2])[:20]
    assert unpacked(DECLARED + b"\n" + msgspec.msgpack.encode(earlier)).title == "Știri"


def test_at_another_address_only_its_ways_are_remembered() -> None:
    turn = declared_as(msgspec.structs.replace(LEARNED, feed="ziar", token="t"), a_feed())
    assert (turn.feed, turn.token, turn.etag, turn.title, turn.failures) == ("ziar", "t", "", "", 0)
    assert (turn.rhythm, turn.history, turn.days) == (
        LEARNED.rhythm, LEARNED.history, LEARNED.days,
    )  # fmt: skip
    same = msgspec.structs.replace(turn, etag="new")
    assert declared_as(same, a_feed()) is same
