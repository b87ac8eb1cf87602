"""How a live stream writes records and places."""

import pytest

from streams.web.events import event, event_id, greeting, is_kept, moved, positions_of


def test_a_place_is_written_and_read_back() -> None:
    assert event_id((12, 40, 7)) == "12.40.7"
    assert positions_of("12.40.7", 3) == (12, 40, 7)


@pytest.mark.parametrize(
    "written", ["", "12", "12.40", "1.2.3.4", "a.b.c", "-1.0.0", "1..2", "٣.١.٢"]
)
def test_what_is_no_place_of_the_topic_is_none(written: str) -> None:
    assert positions_of(written, 3) is None


def test_a_place_is_kept_between_the_first_and_the_end() -> None:
    assert is_kept((5, 0, 9), (5, 0, 0), (9, 0, 9))
    assert not is_kept((4, 0, 9), (5, 0, 0), (9, 0, 9))
    assert not is_kept((5, 1, 9), (5, 0, 0), (9, 0, 9))


def test_the_place_after_a_record_is_the_next_of_its_partition() -> None:
    assert moved((5, 6, 7), 1, 9) == (5, 10, 7)


def test_data_of_several_lines_forges_no_event() -> None:
    written = event("article", (1, 2, 3), b"one\r\n\r\nevent: reset\rid: 9.9.9\n")
    lines = written.decode().split("\n")
    assert lines[:2] == ["event: article", "id: 1.2.3"]
    assert all(line.startswith("data: ") for line in lines[2:-2])
    assert lines[-2:] == ["", ""]


def test_the_greeting_is_no_event() -> None:
    assert b"data" not in greeting((1, 2, 3))
    assert greeting((1, 2, 3)).endswith(b"id: 1.2.3\n\n")
