"""Counts what became of each message: received = passed + rejected + parked.

The rule: a position is counted once in a process, when its offset has been committed. A message
that comes again before that was not counted; one that comes again after it is not counted again.
"""

from collections.abc import Sequence

from config.metrics import ENTRIES, EVIDENCE, MESSAGES, RECEIVED, REJECTED
from streams.parcels import Message, named_by
from streams.stage import Ends, Outcome, Parked


class Tally:
    def __init__(self, stage: str) -> None:
        self._stage = stage
        self._counted: dict[int, int] = {}  # partition → the highest offset that was counted

    def count(
        self, messages: Sequence[Message], outcomes: Sequence[Outcome], committed: Sequence[bool]
    ) -> None:
        for message, outcome, done in zip(messages, outcomes, committed, strict=True):
            if done and message.offset > self._counted.get(message.partition, -1):
                self._counted[message.partition] = message.offset
                self._one(outcome)
                self._entry(message, outcome)

    def _one(self, outcome: Outcome) -> None:
        RECEIVED.labels(self._stage).inc()
        MESSAGES.labels(self._stage, word(outcome)).inc()
        if isinstance(outcome, Ends):
            REJECTED.labels(self._stage, outcome.reason).inc()
        elif not isinstance(outcome, Parked) and outcome.evidence is not None:
            EVIDENCE.labels(self._stage).inc()

    def _entry(self, message: Message, outcome: Outcome) -> None:
        """How an entry has ended here, as its line in the ledger says it."""
        if isinstance(outcome, Ends | Parked) and named_by(message.carried):
            ENTRIES.labels(outcome.what if isinstance(outcome, Ends) else "dead").inc()


def word(outcome: Outcome) -> str:
    if isinstance(outcome, Ends):
        return "rejected"
    return "parked" if isinstance(outcome, Parked) else "passed"
