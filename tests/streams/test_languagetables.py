"""Tables of rules, one for each language."""

from pathlib import Path

import pytest

from config.errors import ConfigError
from streams.languagetables import LanguageTable, language_tables


class Greeting(LanguageTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    word: str


def written(folder: Path, *languages: str) -> Path:
    path = folder / "greetings.toml"
    tables = [f'[[greeting]]\nlanguage = "{one}"\nword = "{one}!"' for one in languages]
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


def test_tables_come_by_language(tmp_path: Path) -> None:
    found = language_tables(written(tmp_path, "any", "ro"), "greeting", Greeting)
    assert {language: table.word for language, table in found.items()} == {
        "any": "any!",
        "ro": "ro!",
    }


@pytest.mark.parametrize(
    ("languages", "line", "why"),
    [(("ro", "ro"), 5, "'ro' stands here twice"), (("ro", "xx"), 5, "no such language")],
)
def test_a_language_that_is_unknown_or_comes_twice_is_refused(
    tmp_path: Path, languages: tuple[str, ...], line: int, why: str
) -> None:
    path = written(tmp_path, *languages)
    with pytest.raises(ConfigError, match=f"{path}:{line}: .*{why}"):
        language_tables(path, "greeting", Greeting)
