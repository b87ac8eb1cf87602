"""What editors say about towns."""

from pathlib import Path

import pytest

from config.errors import ConfigError
from streams.townrules import town_rules
from tests.streams.tagging import RULES


def test_rules_of_a_language_are_joined_with_those_of_all(tmp_path: Path) -> None:
    file = tmp_path / "towns.toml"
    file.write_text(
        '[[towns]]\nlanguage = "any"\ncommon = "batman"\n'
        '[[towns]]\nlanguage = "ro"\ncommon = "Sala, roman"\nparts = "cartierul"\n',
        encoding="utf-8",
    )
    rules = town_rules(file)
    assert rules["ro"].common == {"batman", "sala", "roman"}
    assert rules["en"].common == {"batman"}
    assert not rules["en"].parts


def test_the_shipped_rules_speak_every_language_of_ours() -> None:
    assert all(rules.common for rules in town_rules(RULES / "towns.toml").values())


def test_refuses_a_language_we_have_not(tmp_path: Path) -> None:
    file = tmp_path / "towns.toml"
    file.write_text('[[towns]]\nlanguage = "xx"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"towns.toml:2: .*no such language"):
        town_rules(file)
