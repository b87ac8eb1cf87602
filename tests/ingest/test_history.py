from ingest.history import DAY, KEPT, Poll, appended, counted, polls, was_slow


def test_keeps_the_last_twenty_polls() -> None:
    history = b""
    for n in range(30):
        history = appended(history, Poll(at=n, result="no_news", status=200, took=n))
    assert [poll.at for poll in polls(history)] == list(range(10, 30))
    assert len(polls(history)) == KEPT


def test_gives_back_what_it_was_given() -> None:
    poll = Poll(at=1_700_000_000, result="rate_limited", status=429, news=3, took=1250)
    assert polls(appended(b"", poll)) == [poll]


def test_huge_numbers_and_new_words_break_nothing() -> None:
    history = appended(b"", Poll(at=1, result="invented", status=-1, news=1 << 20, took=1 << 30))
    assert polls(history) == [Poll(at=1, result="unknown", status=0, news=0xFFFF, took=0xFFFF)]


def test_bytes_of_another_making_are_no_history() -> None:
    assert polls(b"something else") == []
    assert len(polls(appended(b"x", Poll(at=1, result="ok")))) == 1


def test_the_last_poll_says_whether_a_feed_is_slow() -> None:
    slow = appended(b"", Poll(at=1, result="news", took=9000))
    assert was_slow(slow)
    assert was_slow(appended(b"", Poll(at=1, result="timeout")))
    assert not was_slow(appended(slow, Poll(at=2, result="news", took=90)))
    assert not was_slow(b"")


def test_polls_are_counted_for_today_and_yesterday() -> None:
    days = counted("", 5 * DAY, answered=True)
    days = counted(days, 6 * DAY, answered=False)
    days = counted(days, 7 * DAY - 1, answered=True, gap=True)
    assert days == "6:2:1:1 5:1:1:0"
    assert counted(days, 8 * DAY, answered=True) == "8:1:1:0"
