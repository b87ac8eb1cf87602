"""Each position is counted once in a process, and only when it is committed."""

from config.metrics import ENTRIES, MESSAGES, RECEIVED, REJECTED
from streams.parcels import Message
from streams.stage import Ends, Outcome, Parked, Passed
from streams.tally import Tally


def message(offset: int, partition: int = 0) -> Message:
    return Message(topic="t", partition=partition, offset=offset, key=None, value=None)


def test_received_is_passed_and_rejected_and_parked_however_often_a_batch_comes() -> None:
    messages = [message(0), message(1), message(2), message(0, partition=1)]
    outcomes: list[Outcome] = [Passed(b""), Ends("old"), Parked(ValueError()), Passed(b"")]
    tally = Tally("test")
    tally.count(messages, outcomes, [False] * 4)
    assert RECEIVED.labels("test")._value.get() == 0
    for _ in range(2):
        tally.count(messages, outcomes, [True] * 4)
    assert RECEIVED.labels("test")._value.get() == 4
    words = [
        MESSAGES.labels("test", word)._value.get() for word in ("passed", "rejected", "parked")
    ]
    assert words == [2, 1, 1]
    assert REJECTED.labels("test", "old")._value.get() == 1


def test_an_entry_that_ends_here_is_counted_as_the_ledger_has_it() -> None:
    before = ENTRIES.labels("dead")._value.get(), ENTRIES.labels("unchanged")._value.get()
    named = (("id", b"a"), ("seen_at", b"b"), ("feed", b"c"))
    messages = [
        Message(topic="t", partition=0, offset=0, key=None, value=None, headers=named),
        Message(topic="t", partition=0, offset=1, key=None, value=None, headers=named),
        message(2),  # a stranger's: no line, no entry
    ]
    outcomes: list[Outcome] = [
        Parked(ValueError()), Ends("unchanged", "unchanged"), Parked(ValueError())
    ]  # fmt: skip
    Tally("test").count(messages, outcomes, [True] * 3)
    after = ENTRIES.labels("dead")._value.get(), ENTRIES.labels("unchanged")._value.get()
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)
