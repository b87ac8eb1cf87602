"""What can go wrong outside: one class per reaction.

IngestError
├── Unreachable     try again later: timeout, no connection, TLS, 5xx, broken answer
│   └── RateLimited   … but not before `retry_after` seconds: 429, or 503 that says when
├── Refused         do not try again: 4xx, gone, forbidden address, too large, wrong type
└── NotAFeed        the answer came, but there is no feed in it

`result` is one word of a closed set: the label of wiredesk_fetch_requests_total.
"""

from typing import Literal

Result = Literal[
    "ok", "unchanged",
    "timeout", "dns", "connect", "tls", "protocol", "server_error", "rate_limited",
    "client_error", "gone", "forbidden", "bad_url", "too_large", "content_type", "encoding",
    "redirects",
    "not_a_feed",
]  # fmt: skip


class IngestError(Exception):
    """Any trouble with the world outside. Survives the way out of a child process."""

    def __init__(self, result: Result, why: str) -> None:
        super().__init__(result, why)
        self.result = result
        self.why = why

    def __str__(self) -> str:
        return f"{self.result}: {self.why}"


class Unreachable(IngestError):
    """Try again later."""


class RateLimited(Unreachable):
    """Try again later, not before `retry_after` seconds have passed."""

    def __init__(self, retry_after: float | None, why: str) -> None:
        super().__init__("rate_limited", why)
        self.args = (retry_after, why)
        self.retry_after = retry_after


class Refused(IngestError):
    """Do not try again."""


class NotAFeed(IngestError):
    """The answer came, but there is no feed in it."""

    def __init__(self, why: str) -> None:
        super().__init__("not_a_feed", why)
        self.args = (why,)
