"""Where an editor's mistake stands."""

from pathlib import Path

import pytest

from config.errors import ConfigError
from streams.rulefile import checked_languages, line_with, read_names, read_terms, rows, wrong

TOPIC = '[[topic]]\ncode = "15000000"\n\n[topic.terms]\nro = """\nfotbal*,\nmeci^7,\n"""\n'


@pytest.fixture
def topic(tmp_path: Path) -> Path:
    file = tmp_path / "sport.toml"
    file.write_text(TOPIC)
    return file


def test_names_the_line_on_which_the_bad_term_stands(topic: Path) -> None:
    with pytest.raises(ConfigError, match=r"sport\.toml:7: \[\[topic\]\] terms\.ro: weight"):
        read_terms(topic, "topic", 0, "terms.ro", "fotbal*,\nmeci^7", "ro")


def test_names_the_line_on_which_the_bad_name_stands(topic: Path) -> None:
    with pytest.raises(ConfigError, match=r"sport\.toml:6: \[\[topic\]\] terms\.ro: '…' is no"):
        read_names(topic, "topic", 0, "terms.ro", "Franța, …")


def test_names_the_line_of_the_key_when_no_word_is_to_blame(topic: Path) -> None:
    assert str(wrong(topic, "topic", 0, "code", "no")).endswith("sport.toml:2: [[topic]] code: no")


def test_knows_the_languages_and_any(topic: Path) -> None:
    checked_languages(topic, "topic", 0, "terms", {"ro": "", "any": ""})
    with pytest.raises(ConfigError, match=r"terms\.rom: no such language; expected any of ar, bg"):
        checked_languages(topic, "topic", 0, "terms", {"rom": ""})


def test_a_line_is_looked_for_from_its_table_on() -> None:
    assert line_with("a\nb\na", 2, "a") == 3
    assert line_with("a\nb\na", 2, "c") == 2
    assert line_with("a\nb\na", 2, "") == 2


def test_rows_come_with_their_lines_and_without_comments(tmp_path: Path) -> None:
    file = tmp_path / "x.tsv"
    file.write_text("# about\ncountry\tro\n\nRO\tromân\n")
    assert rows(file, ("country", "ro", "en")) == [(4, ["RO", "român"])]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the first line must name"),
        ("land\tro\nRO\tx\n", "the first line must name"),
        ("country\tro\nRO\n", r":2: expected 2 to 3 columns"),
        ("country\tro\nRO\ta\tb\tc\n", r":2: expected 2 to 3 columns"),
    ],
)
def test_rows_are_refused_when_they_have_other_columns(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "x.tsv"
    file.write_text(text)
    with pytest.raises(ConfigError, match=told):
        rows(file, ("country", "ro", "en"))
