"""hub ─ push ─▶ feed: whose word a request is, when a hub is asked. W3C WebSub. Pure."""

import hashlib
import hmac
import math

import msgspec

SHORTEST, LONGEST = 3600.0, 30 * 86_400.0  # seconds a lease is believed to last
ASKED_FOR = 10 * 86_400  # seconds of lease; hubs shorten it as they like
RENEWED = 0.25  # of the lease: what is left of it when it is asked for again
PATIENCE, LONGEST_PATIENCE = (
    3600.0,
    7 * 86_400.0,
)  # seconds until a hub that did not answer is asked
METHODS = {"sha1", "sha256", "sha384", "sha512"}  # of section 8; the hub chooses


class Subscription(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What we have asked a hub for; `token` is in the callback's address, `secret` signs pushes."""

    hub: str = ""
    topic: str = ""
    token: str = ""
    secret: str = ""
    allow: str = ""  # addresses of the feed's own that may be other than public
    until: int = 0  # ms; the end of the lease, once the hub has verified
    lease: int = 0  # ms
    again: int = 0  # ms; when it may be asked for again
    tries: int = 0  # that led nowhere, in a row

    def confirmed(self, now: int) -> bool:
        return self.until > now


def is_due(was: Subscription, hub: str, topic: str, now: int) -> bool:
    """Whether the hub is to be asked: for the first time, elsewhere, or before the lease ends."""
    if (was.hub, was.topic) != (hub, topic):
        return True
    return now >= was.again and was.until - now <= RENEWED * was.lease


def patience(tries: int) -> float:
    """Seconds until a hub is asked again that has not verified what it was asked for."""
    return min(math.ldexp(PATIENCE, min(tries, 20)), LONGEST_PATIENCE)


def lease_of(told: str) -> int:
    """The lease (ms) that a hub grants, within reason."""
    seconds = float(told) if told.isascii() and told.isdigit() and len(told) < 10 else ASKED_FOR  # noqa: PLR2004  digits
    return round(1000 * min(max(seconds, SHORTEST), LONGEST))


def is_signed(body: bytes, secret: str, header: str) -> bool:
    """Whether `X-Hub-Signature` is what the secret makes of the body."""
    method, _, told = header.partition("=")
    if method.lower() not in METHODS or not told.isascii():
        return False
    ours = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(ours, told.strip().lower())
