import pytest

from ingest.documents import ParsedFeed, Reader
from ingest.trust import BANISHED, ENOUGH, reader_of, trust_after

BOTH, FAST = ParsedFeed(agreed=True), ParsedFeed(reader="fast")


def test_a_feed_is_read_fast_after_three_agreements_in_a_row() -> None:
    trust = 0
    for _ in range(ENOUGH):
        assert reader_of(trust, 0.9) == "both"
        trust = trust_after(trust, BOTH)
    assert reader_of(trust, 0.9) == "fast"
    assert trust_after(trust, FAST) == trust


@pytest.mark.parametrize(("draw", "reader"), [(0.0, "both"), (0.019, "both"), (0.02, "fast")])
def test_one_reading_in_fifty_is_audited(draw: float, reader: Reader) -> None:
    assert reader_of(ENOUGH, draw) == reader


def test_a_disagreement_sends_the_feed_back_for_a_while() -> None:
    trust = trust_after(ENOUGH, ParsedFeed(agreed=False))
    for _ in range(-BANISHED):
        assert reader_of(trust, 0.0) == "reference"
        trust = trust_after(trust, ParsedFeed())
    assert reader_of(trust, 0.9) == "both"
