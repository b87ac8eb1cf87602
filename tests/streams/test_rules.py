"""The rules are read whole or refused with file, line and key."""

import shutil
from pathlib import Path

import pytest

from config import taxonomy
from config.errors import ConfigError
from streams.rules import UNKNOWN, load_rules, version
from streams.terms import LANGUAGES
from tests.streams.tagging import RULES, shipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "rules"
    shutil.copytree(RULES, copied)
    return copied


def test_the_shipped_rules_speak_of_all_seventeen_top_levels() -> None:
    assert set(taxonomy.top_levels()) <= set(shipped().thresholds)


def test_there_is_a_lexicon_for_each_language_and_one_for_all_others() -> None:
    assert set(shipped().lexicons) == LANGUAGES | {UNKNOWN}


def test_a_lexicon_is_built_once() -> None:
    lexicons = load_rules(RULES).lexicons
    assert lexicons["ro"] is lexicons["ro"]
    assert lexicons.get("xx") is None
    assert len(lexicons) == len(list(lexicons))


def test_the_same_files_bear_the_same_name_wherever_they_are(folder: Path) -> None:
    assert load_rules(folder).version == shipped().version


def test_another_byte_is_another_name(folder: Path) -> None:
    with (folder / "agencies.toml").open("a") as file:
        file.write("# looked through\n")
    assert version(folder) != shipped().version


BROKEN = [
    (
        "topics/15-sport.toml",
        'code = "15000000"',
        'code = "99000000"',
        r"15-sport.toml:4: .*code: '99000000' is not a Media",
    ),
    (
        "topics/15-sport.toml",
        'code = "15000000"',
        'code = "20000030"',
        r"15-sport.toml:4: .*20000030 is retired",
    ),
    ("topics/15-sport.toml", 'code = "15000000"', 'code = "sport"', r"15-sport.toml:4: .*code"),
    ("topics/15-sport.toml", 'code = "15000000"', 'cod = "15000000"', r"15-sport.toml:4: .*cod"),
    (
        "topics/15-sport.toml",
        'ro = """',
        'xx = """',
        r"15-sport.toml:7: .*terms.xx: no such language",
    ),
    (
        "topics/15-sport.toml",
        "fotbal*^3",
        "fotbal*^33",
        r"15-sport.toml:8: .*terms.ro: weight .*33. is not between",
    ),
    ("topics/15-sport.toml", "fotbal*^3", "fo*^3", r"15-sport.toml:8: .*at least 3 letters"),
    ("topics/15-sport.toml", "[[topic]]", "[[topic]", r"15-sport.toml:3: not TOML"),
    ("urgency.toml", "[[urgency]]", "[[hurry]]", r"urgency.toml:3: `hurry` is not known"),
    (
        "topics/16-conflict.toml",
        'code = "16000000"',
        'code = "15000000"',
        r"16-conflict.toml:4: .*15000000 has a rule in 15-sport.toml",
    ),
    (
        "agencies.toml",
        'wikidata = "Q40464"',
        'wikidata = "40464"',
        r"agencies.toml:\d+: .*wikidata",
    ),
    (
        "agencies.toml",
        '"Agence France-Presse"',
        '"…"',
        r"agencies.toml:\d+: .*names: '…' is no name",
    ),
    (
        "attribution.toml",
        'language = "ro"',
        'language = "rom"',
        r"attribution.toml:\d+: .*no such language",
    ),
    ("urgency.toml", "level = 1", "level = 9", r"urgency.toml:4: .*level"),
    ("urgency.toml", '"FLASH,', '"–,', r"urgency.toml:5: .*is no name"),
    ("countries.tsv", "RO\tQ218", "ROU\tQ218", r"countries.tsv:\d+: country: 'ROU'"),
    (
        "countries.tsv",
        "country\twikidata",
        "land\twikidata",
        r"countries.tsv:4: the first line must name",
    ),
    ("demonyms.tsv", "RO\tromân", "QQ\tromân", r"demonyms.tsv:\d+: country: 'QQ'"),
    ("demonyms.tsv", "moldovean*", "mo*", r"demonyms.tsv:\d+: .*at least 3 letters"),
    (
        "countries.toml",
        'code = "MD"',
        'code = "QQ"',
        r"countries.toml:\d+: .*QQ is not in countries.tsv",
    ),
    (
        "countries.toml",
        "[country.signs]\nany",
        "[country.signs]\nxx",
        r"countries.toml:\d+: .*signs.xx: no such",
    ),
    (
        "countries.toml",
        "BNR, ANAF",
        "BNR, …, ANAF",
        r"countries.toml:11: .*signs.any: '…' is no name",
    ),
]


@pytest.mark.parametrize(("name", "right", "wrong", "told"), BROKEN)
def test_refuses_a_broken_file_with_its_line(
    folder: Path, name: str, right: str, wrong: str, told: str
) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert right in text
    (folder / name).write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        load_rules(folder)


@pytest.mark.parametrize(
    "name", ["agencies.toml", "countries.tsv", "countries.toml", "urgency.toml"]
)
def test_refuses_a_folder_in_which_a_file_is_missing(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ConfigError, match=name):
        load_rules(folder)


def test_refuses_bytes_that_are_no_text(folder: Path) -> None:
    (folder / "countries.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"countries.tsv:1: cannot be read: it is not UTF-8"):
        load_rules(folder)


def test_refuses_a_folder_without_rules(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no rules here"):
        load_rules(tmp_path)
