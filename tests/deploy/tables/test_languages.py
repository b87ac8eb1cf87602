from pathlib import Path

from deploy.tables.languages import counted, written
from streams.fewspeakers import ranked


def a_file(folder: Path, name: str, language: str, text: str) -> None:
    markup = f'<html data-code="x" lang="{language}"><h1>Title</h1><p>{text}</p></html>'
    (folder / f"{name}.html").write_text(markup)


def test_files_of_one_language_are_added_up(tmp_path: Path) -> None:
    a_file(tmp_path, "one", "ace", "da <b>da</b> &amp; da")
    a_file(tmp_path, "two", "ace", "nu nu nu")
    a_file(tmp_path, "old", "mo", "da")
    found = counted(tmp_path)
    assert set(found) == {"ace", "ro"}
    assert found["ace"]["_da_"] == found["ace"]["_nu_"]
    assert "title" not in found["ace"]


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    a_file(tmp_path, "one", "ace", "da da da nu")
    rare = dict(ranked(written(counted(tmp_path)["ace"]).split("\t")))
    assert rare["da"] < rare["nu"]
