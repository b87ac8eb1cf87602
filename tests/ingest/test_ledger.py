from config.codec import LEDGER
from ingest.ledger import excluded_lines, seen_line
from ingest.sighting import DECODER
from tests.ingest.sightings import a_sighting


def test_a_seen_line_carries_all_it_takes_to_bring_the_entry_in() -> None:
    seen = a_sighting()
    line = LEDGER.decode(seen_line(seen))
    assert (line.id, line.seen_at, line.what, line.stage) == ("a", seen.seen_at, "seen", "poll")
    assert line.entry and DECODER.decode(bytes(line.entry)) == seen


def test_a_line_stays_below_64_kib() -> None:
    assert len(seen_line(a_sighting(html='"' * 240_000))) < 64 << 10


def test_an_excluded_entry_is_seen_and_ended_and_never_brought_in() -> None:
    seen, ended = (LEDGER.decode(line) for line in excluded_lines(a_sighting()))
    assert (seen.what, ended.what, ended.reason) == ("seen", "filtered", "excluded")
    assert not seen.entry
