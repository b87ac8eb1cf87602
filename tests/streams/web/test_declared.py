"""Declared files are read again when they change, and kept when they are wrong."""

import os
from pathlib import Path

import pytest

from config.desks import Desk, load_desks
from config.errors import ConfigError
from streams.web.declared import Declared

ONE = '[[desk]]\nname = "one"\nlabel = "Unu"\n'


def declared(file: Path) -> Declared[tuple[Desk, ...]]:
    return Declared("desks", [file], lambda: load_desks(file))


def write(file: Path, text: str, second: int) -> None:
    file.write_text(text)
    os.utime(file, (second, second))


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "desks.toml"
    write(file, ONE, 1)
    desks = declared(file)
    write(file, ONE.replace("one", "two"), 2)
    assert [desk.name for desk in desks.now()] == ["two"]


def test_a_wrong_file_changes_nothing_until_it_is_mended(tmp_path: Path) -> None:
    file = tmp_path / "desks.toml"
    write(file, ONE, 1)
    desks = declared(file)
    write(file, "[[desk]]\nname = 7\n", 2)
    assert [desk.name for desk in desks.now()] == ["one"]
    write(file, ONE.replace("one", "three"), 3)
    assert [desk.name for desk in desks.now()] == ["three"]


def test_a_file_that_is_wrong_at_first_is_told(tmp_path: Path) -> None:
    file = tmp_path / "desks.toml"
    file.write_text("[[desk]]\nname = 7\n")
    with pytest.raises(ConfigError, match=r"desks\.toml:2"):
        declared(file)
