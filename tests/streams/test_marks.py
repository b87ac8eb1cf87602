"""Places in a text that speak for tags."""

from streams.marks import Mark


def test_a_mark_counts_once_unless_it_says_otherwise() -> None:
    assert Mark("rule", 0, 4).weight == 1.0
