"""The editors' file of people, organisations and places."""

from pathlib import Path

import pytest

from config.errors import ConfigError
from streams.entityrules import entities, entity_entries
from tests.streams.tagging import RULES

ENTITY = '[[entity]]\nname = "Partidul Nou"\ntype = "organisation"\n'


def written(folder: Path, text: str) -> Path:
    file = folder / "entities.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_alias_leads_to_its_entity() -> None:
    found = entities(RULES / "entities.toml")
    tags = {entry.term.text: entry.tag for entry in entity_entries(found, "ro")}
    assert tags["Daesh"] == tags["Statului Islamic"] == "Statul Islamic"
    assert found.known["Statul Islamic"].wikidata == "Q2429253"


def test_an_alias_asks_for_the_letters_it_is_written_in(tmp_path: Path) -> None:
    text = ENTITY + 'aliases = ["PN", "noii"]\n'
    found = entity_entries(entities(written(tmp_path, text)), "ro")
    assert [entry.case for entry in found] == ["capital", "capitals", "any"]


def test_an_entry_may_be_bound_to_languages(tmp_path: Path) -> None:
    found = entities(written(tmp_path, ENTITY + 'languages = ["ro"]\n'))
    assert (len(entity_entries(found, "ro")), len(entity_entries(found, "en"))) == (1, 0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTITY + ENTITY, "entities.toml:5: .*name.*twice"),
        (ENTITY.replace("organisation", "thing"), "entities.toml:3: .*type"),
        (ENTITY + 'wikidata = "2429253"\n', "entities.toml:4: .*wikidata"),
        (ENTITY + 'languages = ["xx"]\n', "entities.toml:.*no such language"),
        (ENTITY + 'aliases = ["…"]\n', "entities.toml:4: .*aliases"),
    ],
)
def test_refuses_a_broken_file_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        entities(written(tmp_path, text))
