from pathlib import Path

import pytest

from config.errors import ConfigError
from ingest.declared import Declared

A, B = '[[feed]]\nurl = "https://a.example/"\nid = "a"\n', '[[feed]]\nurl = "https://b.example/"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(A)
    return path


def write(path: Path, text: str) -> None:
    path.write_text(text)


async def test_a_changed_file_is_noticed_and_read(path: Path) -> None:
    declared = Declared([path])
    assert not declared.changed()
    write(path, A + B)
    assert declared.changed()
    await declared.reload()
    assert not declared.changed()
    assert list(declared.asked) == ["a", "b-example"]


async def test_a_file_that_comes_later_is_noticed(path: Path, tmp_path: Path) -> None:
    declared = Declared([path, tmp_path / "more.toml"])
    (tmp_path / "more.toml").write_text(B)
    assert declared.changed()


async def test_a_wrong_file_leaves_the_old_set_and_is_said_once(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    declared = Declared([path])
    write(path, "[[feed]]\nurl = 5\n")
    await declared.reload()
    assert list(declared.asked) == ["a"]
    assert not declared.changed()
    assert [record.msg for record in caplog.records] == ["feeds_not_reloaded"]


async def test_an_emptied_file_leaves_the_old_set(path: Path) -> None:
    declared = Declared([path])
    write(path, "")
    await declared.reload()
    assert list(declared.asked) == ["a"]


def test_a_wrong_file_at_the_start_is_an_error(path: Path) -> None:
    path.write_text("[[feed]]\nurl = 5\n")
    with pytest.raises(ConfigError, match=r"feeds\.toml:2"):
        Declared([path])


def test_disabled_feeds_are_not_asked(path: Path) -> None:
    path.write_text(A + "disabled = true\n" + B)
    declared = Declared([path])
    assert (list(declared.asked), declared.disabled) == (["b-example"], 1)
