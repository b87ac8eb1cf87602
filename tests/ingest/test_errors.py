import pickle

import pytest

from ingest.errors import IngestError, NotAFeed, RateLimited, Refused, Unreachable

ALL = [
    Unreachable("timeout", "30 s"),
    RateLimited(60.0, "status 429"),
    Refused("gone", "status 410"),
    NotAFeed("html"),
]


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_survives_the_way_out_of_a_child(error: IngestError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == f"{error.result}: {error.why}"


def test_who_only_knows_later_understands_rate_limited_too() -> None:
    assert isinstance(RateLimited(None, "status 429"), Unreachable)
    assert RateLimited(None, "status 429").result == "rate_limited"
