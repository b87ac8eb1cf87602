import ssl

import aiohttp
import pytest

from ingest.errors import Refused, Unreachable
from ingest.troubles import TROUBLES, trouble_of


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (TimeoutError(), "timeout"),
        (ssl.SSLError("bad certificate"), "tls"),
        (ConnectionResetError("reset"), "connect"),
        (aiohttp.ServerDisconnectedError(), "connect"),
        (ValueError("no header"), "protocol"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_each_trouble_has_our_word_and_may_pass(error: Exception, word: str) -> None:
    assert isinstance(error, TROUBLES)
    trouble = trouble_of(error)
    assert isinstance(trouble, Unreachable)
    assert (trouble.result, bool(trouble.why)) == (word, True)


def test_a_wrong_address_does_not_pass() -> None:
    trouble = trouble_of(aiohttp.InvalidURL("http://["))
    assert isinstance(trouble, Refused)
    assert trouble.result == "bad_url"
