"""What tells one state of files from another."""

import os
from pathlib import Path

from config.reloads import stamp


def test_a_saved_a_replaced_and_a_missing_file_are_other_states(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    states = [stamp(file)]
    file.write_text("a")
    states.append(stamp(file))
    file.write_text("ab")
    states.append(stamp(file))
    facts = file.stat()
    other = tmp_path / "y.toml"
    other.write_text("cd")
    os.utime(other, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    other.rename(file)  # as editors save: another file of the same length and time
    states.append(stamp(file))
    assert len(set(states)) == len(states)
    assert stamp(file) == states[-1]
