"""How a stage says no. One class per reaction.

Exception
├── Rejected       the article rightly ends here: counted, a line in the ledger, no error
├── Broken         an error of a child process that pickle cannot carry: its name and text; parked
├── KilledThrice   the message at this position has killed its process three times: parked
└── NotFilled      dedup's memory is empty beside articles that were published: filled, then again
"""

from typing import Literal

Ended = Literal["filtered", "unchanged", "superseded"]


class Rejected(Exception):
    """This article ends here, and that is right. `reason` is a word of a closed set."""

    def __init__(self, reason: str, what: Ended = "filtered") -> None:
        super().__init__(reason, what)  # all arguments, so that it survives pickle
        self.reason, self.what = reason, what

    def __str__(self) -> str:
        return self.reason


class Broken(Exception):
    """What went wrong in a child process, as text."""


class KilledThrice(Exception):
    """This message was being tried alone three times when its process died."""


class NotFilled(Exception):
    """Dedup's memory was lost and must be filled again before anything is decided."""
