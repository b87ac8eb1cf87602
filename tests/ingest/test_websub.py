import hashlib
import hmac

import pytest

from ingest.websub import Subscription, is_due, is_signed, lease_of, patience

HUB, TOPIC = "https://hub.example/", "https://ziar.example/rss"
DAY = 86_400_000
HELD = Subscription(hub=HUB, topic=TOPIC, until=10 * DAY, lease=10 * DAY)


def signed(body: bytes, secret: str, method: str) -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_only_our_secrets_signature_of_these_bytes_counts(method: str) -> None:
    assert is_signed(b"<rss/>", "s", signed(b"<rss/>", "s", method))
    assert not is_signed(b"<rss />", "s", signed(b"<rss/>", "s", method))
    assert not is_signed(b"<rss/>", "other", signed(b"<rss/>", "s", method))


@pytest.mark.parametrize("header", ["", "sha1", "sha1=", "md5=ab", "new=ab", "sha256=\u0219", "="])
def test_what_is_no_signature_is_none(header: str) -> None:
    assert not is_signed(b"", "s", header)


@pytest.mark.parametrize(
    ("was", "hub", "now", "due"),
    [
        pytest.param(Subscription(), HUB, 0, True, id="never asked"),
        pytest.param(HELD, HUB, 7 * DAY, False, id="held"),
        pytest.param(HELD, HUB, 8 * DAY, True, id="ends soon"),
        pytest.param(HELD, "https://other.example/", 0, True, id="another hub"),
        pytest.param(
            Subscription(hub=HUB, topic=TOPIC, again=DAY), HUB, DAY - 1, False, id="just asked"
        ),
    ],
)
def test_a_hub_is_asked_when_it_is_time(was: Subscription, hub: str, now: int, due: bool) -> None:
    assert is_due(was, hub, TOPIC, now) is due


@pytest.mark.parametrize(
    ("told", "ms"),
    [("864000", 10 * DAY), ("", 10 * DAY), ("x", 10 * DAY), ("1", 3_600_000), ("9" * 9, 30 * DAY)],
)
def test_a_lease_is_believed_within_reason(told: str, ms: int) -> None:
    assert lease_of(told) == ms


def test_a_hub_that_does_not_answer_is_asked_ever_more_rarely() -> None:
    assert [patience(tries) / 3600 for tries in (0, 1, 2, 50)] == [1, 2, 4, 168]
