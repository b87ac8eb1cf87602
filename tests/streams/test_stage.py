"""Whatever one message does, the others go on."""

import pickle

import pytest

from config.dead import stack_hash
from streams.errors import Broken, Rejected
from streams.stage import Ends, Parked, Passed, outcome, outcomes, portable


class Strange(Exception):
    """An error whose pickle cannot be read again."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason)


def work(value: bytes) -> bytes:
    if value == b"no":
        raise Rejected("old")
    if value == b"same":
        raise Rejected("unchanged", "unchanged")
    if value == b"deep":
        raise RecursionError
    if value == b"strange":
        raise Strange(reason="odd")
    return value.upper()


async def test_each_message_has_its_own_outcome() -> None:
    passed, no, same, parked = await outcomes(work, [b"a", b"no", b"same", b"deep"])
    assert (passed, no, same) == (Passed(b"A"), Ends("old"), Ends("unchanged", "unchanged"))
    assert isinstance(parked, Parked)
    assert isinstance(parked.error, RecursionError)


@pytest.mark.parametrize(
    ("value", "kind"), [(b"deep", RecursionError), (b"strange", Broken)], ids=["known", "strange"]
)
def test_an_outcome_leaves_a_child_process_with_the_hash_of_its_stack(
    value: bytes, kind: type[Exception]
) -> None:
    made = outcome(work, value)
    assert isinstance(made, Parked)
    there = pickle.loads(pickle.dumps(portable(made)))
    assert isinstance(there, Parked)
    assert type(there.error) is kind
    assert stack_hash(there.error) == stack_hash(made.error)


def test_evidence_leaves_a_child_process_too() -> None:
    there = pickle.loads(pickle.dumps(portable(Passed(b"v", Strange(reason="odd")))))
    assert str(there.evidence) == "Strange: odd"
    assert portable(Ends("old")) == Ends("old")


def test_rejected_survives_pickle() -> None:
    no = pickle.loads(pickle.dumps(Rejected("old")))
    assert (str(no), no.what) == ("old", "filtered")
