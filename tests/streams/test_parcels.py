"""What is sent for a message: pure calls."""

import json

import pytest

from streams.parcels import LARGEST, Message, TooLarge, dead_letter, fitting, parcels
from streams.stage import Ends, Outcome, Parked, Passed

HEADERS = (("id", b"a"), ("seen_at", b"2026-11-22T08:00:00.000Z"), ("feed", b"f"))
AT = "2026-11-22T08:00:01.000Z"


def message(**changes: object) -> Message:
    given = {
        "topic": "articles.clean", "partition": 4, "offset": 7, "key": b"a", "value": b"v",
        "headers": HEADERS,
    } | changes  # fmt: skip
    return Message(**given)  # type: ignore[arg-type]


def sent(outcome: Outcome, **changes: object) -> list[tuple[str, bytes | None]]:
    made = parcels(message(**changes), outcome, "dedup", "resolved", AT)
    assert {one.partition for one in made} <= {4}
    return [(one.to, one.value) for one in made]


def test_an_output_goes_on_with_the_headers_of_its_input() -> None:
    (one,) = parcels(message(), Passed(b"out"), "dedup", "resolved", AT)
    assert (one.to, one.key, one.value, one.headers) == ("resolved", b"a", b"out", list(HEADERS))


def test_evidence_is_kept_beside_the_output_and_ends_nothing() -> None:
    assert sent(Passed(b"out", ValueError())) == [("resolved", b"out"), ("dead", b"v")]


def test_what_ends_leaves_a_line_in_the_ledger() -> None:
    ((to, value),) = sent(Ends("empty"))
    assert to == "ledger"
    assert json.loads(value or b"") == {
        "id": "a", "seen_at": "2026-11-22T08:00:00.000Z", "feed": "f", "what": "filtered",
        "at": AT, "stage": "dedup", "reason": "empty",
    }  # fmt: skip


def test_what_is_parked_leaves_its_bytes_and_a_line() -> None:
    letter, (to, line) = sent(Parked(KeyError("x")))
    assert letter == ("dead", b"v")
    assert to == "ledger"
    assert json.loads(line or b"")["what"] == "dead"


@pytest.mark.parametrize(
    "headers", [(), HEADERS[:2], (("id", b"\xff"), *HEADERS[1:])], ids=["none", "some", "no text"]
)
def test_a_strangers_message_is_parked_without_a_line(headers: object) -> None:
    assert sent(Parked(KeyError()), headers=headers) == [("dead", b"v")]


def test_a_letter_says_where_it_came_from() -> None:
    headers = dict(dead_letter(message(), "dedup", KeyError("x")).headers)
    assert headers["source"] == b"articles.clean/4/7"
    assert (headers["id"], headers["stage"]) == (b"a", b"dedup")


def test_a_letter_that_no_topic_takes_is_cut_and_says_so() -> None:
    letter = dead_letter(message(value=b"x" * (LARGEST + 1)), "dedup", KeyError())
    assert len(letter.value or b"") == LARGEST
    assert dict(letter.headers)["cut_from"] == str(LARGEST + 1).encode()


def test_a_message_without_key_and_value_can_be_parked() -> None:
    letter = dead_letter(message(key=None, value=None), "dedup", KeyError())
    assert (letter.value, dict(letter.headers)["value_is_null"]) == (b"", b"1")


def test_an_output_that_no_topic_takes_is_parked() -> None:
    made = fitting(Passed(b"x" * (LARGEST + 1)))
    assert isinstance(made, Parked)
    assert isinstance(made.error, TooLarge)
    assert fitting(Passed(b"x")) == Passed(b"x")
    assert fitting(Ends("empty")) == Ends("empty")
