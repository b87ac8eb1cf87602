"""Desks are read whole, or refused with the line of what no article could ever meet."""

from pathlib import Path

import pytest

from config.desks import load_desks
from config.errors import ConfigError
from config.settings import ROOT

DESK = '[[desk]]\nname = "a"\nlabel = "A"\n'


def refused(tmp_path: Path, text: str) -> str:
    file = tmp_path / "desks.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        load_desks(file)
    return str(told.value).removeprefix(f"{file}:")


def test_the_shipped_desks_are_right() -> None:
    assert len(load_desks(ROOT / "config" / "desks.toml")) >= 10


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('subjects = ["16000000",\n  "16000001"]', "5: [[desk]] subjects: '16000001' is not a"),
        ('subjects = ["20000030"]', "4: [[desk]] subjects: 20000030 is retired"),
        ('subjects = "16000000"', "4: [[desk]] subjects: Expected `array`, got `str`"),
        ("subjects = [16000000]", "4: [[desk]] subjects: Expected `str`, got `int`"),
        ('countries = [\n"RO",\n"UK",\n]', "6: [[desk]] countries: 'UK' is no ISO 3166"),
        ('languages = ["ro", "rom"]', "4: [[desk]] languages: 'rom' is no language code"),
        ('words = ["", "a"]', "4: [[desk]] words: '' has no letter"),
        ('agencies = ["…"]', "4: [[desk]] agencies: '…' has no letter"),
        ('words = ["a"]\n[desk.not]\nwords = ["b"]\ncountries = ["XX"]',
         "7: [[desk]] not.countries: 'XX' is no ISO"),
        ('not = {word = ["b"]}', "4: [[desk]] not.word: Object contains unknown field `word`"),
        ('copies = "some"', "4: [[desk]] copies: Invalid enum value 'some'"),
        ('country = ["RO"]', "4: [[desk]] country: Object contains unknown field `country`; did"),
        (DESK, "5: [[desk]] name: another desk is called a, too"),
        ('[[desk]]\nname = "Bine"\nlabel = "B"', "5: [[desk]] name: Expected `str` matching"),
        ('[[desk]]\nlabel = "B"', "4: [[desk]]: Object missing required field `name`"),
    ],
)  # fmt: skip
def test_a_wrong_desk_is_refused_with_its_line(tmp_path: Path, more: str, told: str) -> None:
    assert refused(tmp_path, DESK + more + "\n").startswith(told)
