"""Words that speak for a topic only together, and words beside which others do not."""

from pathlib import Path

import pytest

from config.errors import ConfigError
from streams.letters import page
from streams.lexicon import Lexicon
from streams.subjects import subjects
from streams.terms import BadTerm
from streams.together import NEAR, together
from streams.topicrules import topic_entries, topic_rules

RULE = """
[[topic]]
code = "16000000"

[topic.terms]
ro = "război*^2"

[topic.all_of]
ro = "ofensiv* + armata | militar*^4, tanc + NATO"

[topic.none_of]
ro = "război comercial, joc video"
"""
FAR = "cuvânt " * NEAR


def surfaces(folder: Path, text: str) -> list[str]:
    (folder / "16.toml").write_text(RULE)
    rules = topic_rules(folder)
    made = page("", text, "ro")
    hits = Lexicon("ro", topic_entries(rules, "ro")).hits(made)
    found = subjects(hits, made, {rule.code: rule.threshold for rule in rules})
    return [made.text[mark.start : mark.end] for _, marks in found for mark in marks]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ofensiva a fost pornită de armată.", ["Ofensiva", "armată"]),
        ("Militarii spun că ofensiva continuă.", ["Militarii", "ofensiva"]),
        ("Ofensiva de pe teren a echipei.", []),
        (f"Ofensiva echipei. {FAR} Armata tace.", []),
        ("Un tanc al NATO.", ["tanc", "NATO"]),
        ("Un tanc al nato.", []),
    ],
)
def test_a_combination_counts_where_a_word_of_each_group_is_near(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    assert surfaces(tmp_path, text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Un război comercial cu China.", []),
        ("Războiul din acest joc video e greu.", []),
        (f"Un război comercial. {FAR} Război adevărat la graniță.", ["Război"]),
    ],
)
def test_beside_an_exclusion_no_word_counts(tmp_path: Path, text: str, words: list[str]) -> None:
    assert surfaces(tmp_path, text) == words


def test_the_groups_share_the_weight() -> None:
    made = together("ofensiv* + armata | militar* ^3", "ro")
    assert made.text == "ofensiv* + armata | militar*"
    assert [len(group) for group in made.groups] == [1, 2]
    assert {term.weight for group in made.groups for term in group} == {1.5}


@pytest.mark.parametrize("written", ["ofensiv*", "ofensiv* +", "+ armata", "a + + b", "", "a|b^2"])
def test_refuses_what_is_no_combination(written: str) -> None:
    with pytest.raises(BadTerm, match="is no combination"):
        together(written, "ro")


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("ofensiv* + armata", "of* + armata", r"16\.toml:9: .*all_of\.ro: 'of\*': at least 3"),
        ("tanc + NATO", "tanc", r"16\.toml:9: .*all_of\.ro: 'tanc' is no combination"),
        ("militar*^4", "militar*^44", r"16\.toml:9: .*all_of\.ro: weight '\^44' is not between"),
        ("joc video", "jo*", r"16\.toml:12: .*none_of\.ro: 'jo\*': at least 3"),
        ('ro = "război com', 'xx = "război com', r"16\.toml:12: .*none_of\.xx: no such language"),
    ],
)
def test_names_the_line_and_key_of_a_bad_combination(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    (tmp_path / "16.toml").write_text(RULE.replace(right, wrong))
    with pytest.raises(ConfigError, match=told):
        topic_rules(tmp_path)


def test_a_long_text_of_the_same_words_costs_two_looks_a_word(tmp_path: Path) -> None:
    """All pairs of these would be over a billion; each asks for its neighbours only."""
    times = 20_000
    found = surfaces(tmp_path, "armata în ofensivă. " * times)
    assert len(found) == 2 * times
    assert set(found) == {"armata", "ofensivă"}
