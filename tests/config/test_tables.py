from pathlib import Path

import msgspec
import pytest

from config.errors import ConfigError
from config.tables import load_tables


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    size: int = 1
    inner: dict[str, int] = {}


def rows(tmp_path: Path, text: str) -> tuple[Row, ...]:
    file = tmp_path / "rows.toml"
    file.write_text(text, encoding="utf-8")
    return load_tables(file, "row", Row)


def test_every_table_becomes_a_record(tmp_path: Path) -> None:
    text = '[[row]]\r\nname = "a"\n\n[[row]]\nname = "b"\nsize = 2\n'
    assert rows(tmp_path, text) == (Row(name="a"), Row(name="b", size=2))


def test_an_empty_file_has_no_tables(tmp_path: Path) -> None:
    assert rows(tmp_path, "# nothing yet\n") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('[[row]]\nname = "a"\nsize = "b"\n', r":3: \[\[row\]\] size: ", id="type"),
        pytest.param('[[row]]\nname = "a"\n[[row]]\nsize = 2\n', r":3: .*name", id="missing"),
        pytest.param('[[row]]\nname = "a"\nsiez = 2\n', r":3: \[\[row\]\] siez: ", id="unknown"),
        pytest.param('[[rwo]]\nname = "a"\n', "`rwo` is not known here", id="kind"),
        pytest.param('[[row]]\nname = "a\n', r":2: not TOML: Illegal character", id="syntax"),
        pytest.param('[[row]]\nname = """\na\n\n', r":2: not TOML: Unterm.*: row\.name", id="open"),
        pytest.param(
            '[[row]]\nname = "a"\nname = """\nb\n"""\n', r":3: not TOML: .*name", id="twice"
        ),
        pytest.param(
            '[[row]]\nname = """\na\nsize = """\nb\n',
            r":5: not TOML: .*after row\.name of line 2",
            id="runs on",
        ),
        pytest.param("\ufeff[[row]]\n", ":1: begins with a byte order mark", id="mark"),
        pytest.param('[[row]]\nname = "\0"\n', r":2: not TOML: Illegal", id="nul"),
        pytest.param("x = " + "[" * 9999, ":1: brackets within brackets", id="deep"),
        pytest.param(
            f"[[row]]\n\nsize = {'9' * 5000}\nx = 1\n", ":3: not TOML: Exceeds", id="digits"
        ),
        pytest.param(
            '[[row]]\nname = "a"\n[row.inner]\nb = 1\nc = "1"\n',
            r":5: \[\[row\]\] inner\.c: Expected `int`",
            id="one of many",
        ),
        pytest.param('[[row]]\nnmae = "a"\n', r":2: .*did you mean name\?", id="spelling"),
        pytest.param("row = 3\n", r"expected \[\[row\]\] tables", id="shape"),
        pytest.param('[row]\nname = "a"\n', r"expected \[\[row\]\] tables", id="single brackets"),
        pytest.param('row = ["a"]\n', r"expected \[\[row\]\] tables", id="strings"),
    ],
)
def test_an_error_names_file_line_and_field(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=rf"rows\.toml.*{said}"):
        rows(tmp_path, text)


def test_a_wrong_inner_value_is_found_in_its_table(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"rows\.toml:3: \[\[row\]\] inner"):
        rows(tmp_path, '[[row]]\nname = "a"\ninner = {b = "c"}\n')


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "rows.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"rows\.toml:1: cannot be read: it is not UTF-8"):
        load_tables(tmp_path / "rows.toml", "row", Row)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml:1: cannot be read: No such file"):
        load_tables(tmp_path / "none.toml", "row", Row)
