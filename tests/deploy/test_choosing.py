import pytest

from config.errors import ConfigError
from config.moments import milliseconds, now_ms
from deploy.choosing import Choice, moment_ms
from deploy.letters import Letter


def a_letter(note: str | None = None) -> Letter:
    return Letter(
        position="0/0", at="2026-11-22T08:30:00.000Z", stage="dedup", error="ValueError",
        message="odd", source="articles.clean/0/7", stack_hash="0" * 8, attempts=1, id="a1",
        note=note,
    )  # fmt: skip


def test_a_time_is_an_age_or_a_moment() -> None:
    assert moment_ms(None) is None
    assert 0 <= now_ms() - 3_600_000 - (moment_ms("1h") or 0) < 60_000
    told = milliseconds("2026-11-22T08:30:00.000Z")
    assert moment_ms("2026-11-22T08:30") == moment_ms("2026-11-22T10:30:00+02:00") == told
    with pytest.raises(ConfigError, match="yesterday: not a duration"):
        moment_ms("yesterday")


@pytest.mark.parametrize(
    ("choice", "fits"),
    [
        (Choice(), True),
        (Choice(stage="tag"), False),
        (Choice(error="ValueError", id="a1"), True),
        (Choice(positions=("0/1",)), False),
    ],
    ids=["everything", "another stage", "class and id", "another position"],
)
def test_what_is_not_given_leaves_nothing_out(choice: Choice, fits: bool) -> None:
    assert choice.fits(a_letter()) is fits


def test_what_is_dealt_with_is_left_out_unless_wanted() -> None:
    done = a_letter(note="redriven 2026-11-22T08:30:00.000Z")
    assert not Choice().fits(done)
    assert Choice(noted=True).fits(done)
