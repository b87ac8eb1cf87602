import pytest

from ingest.errors import Refused, Unreachable
from ingest.looks import Watch, Word, compared, look_of, look_without, next_look
from ingest.pagetext import PageText

STEPS = (900.0, 3600.0)
URL = "https://ziar.example/a"
WATCH = Watch(start=0, mark="a", size=1000, url=URL)
SEEN_ONCE = Watch(start=0, mark="a", size=1000, url=URL, candidate="b")


@pytest.mark.parametrize(
    ("now", "due"), [(0, 900_000), (900_000, 3_600_000), (1_000_000, 3_600_000), (3_600_000, None)]
)
def test_steps_that_were_missed_are_left_out(now: int, due: int | None) -> None:
    assert next_look(0, STEPS, now) == due


@pytest.mark.parametrize(
    ("watch", "text", "url", "word"),
    [
        pytest.param(WATCH, PageText("a", 1000), URL, "unchanged", id="the same text"),
        pytest.param(WATCH, PageText("b", 990), URL, "differs", id="another one, seen once"),
        pytest.param(SEEN_ONCE, PageText("b", 990), URL, "changed", id="seen twice"),
        pytest.param(SEEN_ONCE, PageText("c", 990), URL, "restless", id="never twice the same"),
        pytest.param(SEEN_ONCE, PageText("a", 1000), URL, "unchanged", id="back as it was"),
        pytest.param(WATCH, PageText("b", 499), URL, "shrunk", id="most of it is gone"),
        pytest.param(WATCH, PageText("b", 990), URL + "/login", "moved", id="elsewhere"),
    ],
)
def test_a_page_is_compared_with_the_one_that_was_sent(
    watch: Watch, text: PageText, url: str, word: Word
) -> None:
    assert compared(watch, text, url) == word


def test_what_differs_is_looked_at_again_within_a_minute() -> None:
    look = look_of(WATCH, "differs", PageText("b", 990), STEPS, now=1_000_000)
    assert (look.due, look.facts) == (1_060_000, {"candidate": "b"})


def test_what_has_changed_is_what_others_are_compared_with() -> None:
    look = look_of(SEEN_ONCE, "changed", PageText("b", 990), STEPS, now=1_000_000)
    assert look.due == 3_600_000
    assert look.facts == {"candidate": "", "mark": "b", "size": "990", "pmark": "", "pms": ""}


def test_a_page_that_is_another_at_every_request_is_let_be() -> None:
    once = look_of(SEEN_ONCE, "restless", PageText("c", 990), STEPS, now=0)
    assert (once.due, once.facts) == (900_000, {"candidate": "", "unrest": "1"})
    known = Watch(start=0, mark="a", size=1000, url=URL, candidate="c", unrest=1)
    assert look_of(known, "restless", PageText("d", 990), STEPS, now=0).due is None


@pytest.mark.parametrize(
    ("error", "word", "due"),
    [
        (Refused("gone", "status 410"), "withdrawn", None),
        (Refused("client_error", "status 404"), "withdrawn", None),
        (Refused("client_error", "status 403"), "failed", 900_000),
        (Unreachable("timeout", "30 s"), "failed", 900_000),
    ],
)
def test_a_page_that_does_not_come_is_gone_or_looked_for_later(
    error: Refused, word: Word, due: int | None
) -> None:
    look = look_without(WATCH, error, STEPS, now=0)
    assert (look.word, look.due) == (word, due)
