import pytest

from ingest.pressure import opening


@pytest.mark.parametrize(
    ("before", "share", "wanted"),
    [
        (1.0, 0.0, 1.0),
        (1.0, 0.49, 1.0),
        (1.0, 0.75, 0.5),
        (1.0, 0.9, 0.2),
        (1.0, 1.0, 0.0),
        (0.3, 3.0, 0.0),
        (0.0, 0.75, 0.0),
        (0.0, 0.5, 0.0),
        (0.0, 0.49, 1.0),
    ],
)
def test_the_valve_closes_bit_by_bit_and_opens_below_half(
    before: float, share: float, wanted: float
) -> None:
    assert opening(before, share) == pytest.approx(wanted)
