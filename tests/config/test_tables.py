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
    text = '[[row]]\nname = "a"\n\n[[row]]\nname = "b"\nsize = 2\n'
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
        pytest.param('[[row]]\nname = "a\n', r"line 2", id="syntax"),
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
    with pytest.raises(ConfigError, match=r"rows\.toml: cannot be read"):
        load_tables(tmp_path / "rows.toml", "row", Row)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read"):
        load_tables(tmp_path / "none.toml", "row", Row)
