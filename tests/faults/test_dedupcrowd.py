"""Several workers meet one story at once, are killed, and get everything again."""

from pathlib import Path

import pytest

from tests.faults.dedupcrowd import REPRINTS, crowd, found

STORIES = 30


@pytest.mark.parametrize("processes", [4, 8])
def test_a_story_is_new_once_whoever_asks_and_whoever_dies(
    redis_url: str, tmp_path: Path, processes: int
) -> None:
    did = crowd(redis_url, tmp_path, STORIES, processes)
    assert (did.stories_wrong, did.unequal, did.own_copies) == (0, 0, 0)
    assert did.answers > STORIES * REPRINTS * processes, "most were asked twice by each"


def test_the_count_sees_what_is_wrong() -> None:
    ids = [f"s00000-{number}" for number in range(REPRINTS)]
    right = [[ids[0], "new", "", ids[0]], *([id, "near", ids[0], ids[0]] for id in ids[1:])]
    assert found(1, right)[2:] == (0, 0, 0)
    assert found(1, [*right, [ids[1], "new", "", ids[1]]])[2:] == (1, 1, 0)
    assert found(1, [*right[:-1], [ids[-1], "near", ids[-1], ids[0]]])[2:] == (0, 0, 1)
