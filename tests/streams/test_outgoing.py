from typing import Any

import msgspec
import pytest

from config.codec import LEDGER
from config.settings import Settings
from streams.batch import Outcome, outcomes, read
from streams.outgoing import Sending, sendings, topics_of
from streams.parcels import Message
from tests.streams.test_batch import DESKS, NOW, a_message, an_article

TOPICS = topics_of(Settings(prefix="t-"))


def sent(message: Message) -> list[Sending]:
    made = outcomes(read([message], DESKS), {}, {}, DESKS, NOW)
    return [sending for outcome in made for sending in sendings(outcome, TOPICS, NOW)]


def test_a_published_version_goes_to_readers_to_its_desks_and_into_the_books() -> None:
    record, *desks, line = sent(a_message(an_article()))
    assert record.topic == "t-articles.enriched"
    assert [one.topic for one in desks] == ["t-desk.all", "t-desk.first"]
    assert {one.value for one in desks} == {record.value}
    assert record.own
    assert not any(one.own for one in desks)
    assert line.topic == "t-articles.ledger"


def test_a_copy_goes_to_the_copies() -> None:
    assert sent(a_message(an_article(kind="exact")))[0].topic == "t-articles.copies"


def test_headers_follow_cloudevents() -> None:
    headers = dict(sent(a_message(an_article()))[0].headers)
    assert headers == {
        "ce_specversion": b"1.0",
        "ce_id": b"one.1",
        "ce_type": b"wiredesk.article.new.v1",
        "ce_source": b"urn:wiredesk:t-",
        "ce_subject": b"one",
        "ce_time": b"2023-11-14T22:13:20.000Z",
        "content-type": b"application/json",
    }
    assert topics_of(Settings(public_url="https://wire.example")).source == "https://wire.example"


def test_the_line_in_the_ledger_tells_how_the_entry_ended() -> None:
    value = sent(a_message(an_article(retag=2)))[-1].value
    assert value
    assert msgspec.json.decode(value) == {
        "id": "one", "seen_at": "2017-11-03T08:01:00.000Z", "feed": "ziar-externe",
        "what": "published", "at": "2023-11-14T22:13:20.000Z", "stage": "publish",
        "version": 1, "retag": 2,
    }  # fmt: skip


NAMED = (("id", b"one"), ("seen_at", b"2017-11-03T08:01:00.000Z"), ("feed", b"f"), ("raw_ms", b"1"))


def test_what_breaks_is_parked_whole_with_a_line_from_its_headers() -> None:
    letter, line = sent(a_message(an_article(), value=b"\xff", offset=7, headers=NAMED))
    assert (letter.topic, letter.value) == ("t-articles.dead", b"\xff")
    headers = dict(letter.headers)
    assert headers["source"] == b"articles.tagged/0/7"
    assert (headers["stage"], headers["error_class"]) == (b"publish", b"DecodeError")
    assert (headers["id"], headers["feed"]) == (b"one", b"f")
    assert line.value
    told = LEDGER.decode(line.value)
    assert (told.what, told.reason, told.seen_at) == ("dead", "DecodeError", NAMED[1][1].decode())


@pytest.mark.parametrize("headers", [(), NAMED[:1], (("id", b""), NAMED[1])])
def test_a_strangers_message_is_parked_without_a_line(headers: Any) -> None:
    assert [one.topic for one in sent(a_message(an_article(), value=b"{", headers=headers))] == [
        "t-articles.dead"
    ]


def test_what_does_not_pass_leaves_a_line_alone() -> None:
    made = outcomes(read([a_message(an_article())] * 2, DESKS), {}, {}, DESKS, NOW)
    repeat: Outcome = made[1]
    assert repeat.what == "repeat"
    assert [one.topic for one in sendings(repeat, TOPICS, NOW)] == ["t-articles.ledger"]
